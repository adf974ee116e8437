// RUN: terrace opt %s -p canonicalize --split-input-file | FileCheck %s

// Constants fold, stand first and occur once; what nobody uses is gone.
// CHECK-LABEL: func.func @fires
// CHECK-SAME:    (%[[X:.*]]: i32)
// CHECK-NEXT:    %[[C:.*]] = arith.constant 5 : i32
// CHECK-NEXT:    %[[R:.*]] = arith.addi %[[X]], %[[C]] : i32
// CHECK-NEXT:    return %[[R]] : i32
func.func @fires(%x: i32) -> i32 {
  %unused = arith.muli %x, %x : i32
  %two = arith.constant 2 : i32
  %three = arith.constant 3 : i32
  %five = arith.addi %two, %three : i32
  %r = arith.addi %five, %x : i32
  return %r : i32
}

// -----

// Unreachable blocks go, and a block with one predecessor joins it.
// CHECK-LABEL: func.func @control_flow
// CHECK-SAME:    (%[[X:.*]]: i32)
// CHECK-NEXT:    return %[[X]] : i32
func.func @control_flow(%x: i32) -> i32 {
  cf.br ^next(%x : i32)
^never(%n: i32):
  cf.br ^never(%n : i32)
^next(%y: i32):
  return %y : i32
}

// -----

// A call may do anything: it stays though nobody uses its result.
// CHECK-LABEL: func.func @declines
// CHECK:         call @effect
func.func private @effect() -> i32
func.func @declines() {
  %r = call @effect() : () -> i32
  return
}

// -----

// CHECK-LABEL: func.func @already_done
// CHECK-SAME:    (%[[X:.*]]: i32)
// CHECK-NEXT:    %[[R:.*]] = arith.addi %[[X]], %[[X]] : i32
// CHECK-NEXT:    return %[[R]] : i32
func.func @already_done(%x: i32) -> i32 {
  %r = arith.addi %x, %x : i32
  return %r : i32
}
