// RUN: terrace opt %s -p reconcile-unrealized-casts --split-input-file | FileCheck %s

// There and back again is nothing, one to one and one to many.
// CHECK-LABEL: func.func @fires
// CHECK-SAME:    (%[[X:.*]]: i32)
// CHECK-NEXT:    return %[[X]], %[[X]] : i32, i32
func.func @fires(%x: i32) -> (i32, i32) {
  %a = builtin.unrealized_conversion_cast %x : i32 to i64
  %b = builtin.unrealized_conversion_cast %a : i64 to i32
  %c:2 = builtin.unrealized_conversion_cast %x : i32 to i16, i16
  %d = builtin.unrealized_conversion_cast %c#0, %c#1 : i16, i16 to i32
  return %b, %d : i32, i32
}

// -----

// The halves come in another order.
// CHECK-LABEL: func.func @declines
// CHECK-COUNT-2: builtin.unrealized_conversion_cast
func.func @declines(%x: i32) -> i32 {
  %c:2 = builtin.unrealized_conversion_cast %x : i32 to i16, i16
  %d = builtin.unrealized_conversion_cast %c#1, %c#0 : i16, i16 to i32
  return %d : i32
}

// -----

// CHECK-LABEL: func.func @already_done
// CHECK-NEXT:    return
func.func @already_done(%x: i32) -> i32 {
  return %x : i32
}
