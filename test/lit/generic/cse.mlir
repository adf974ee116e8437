// RUN: terrace opt %s -p cse --split-input-file | FileCheck %s

// The second product is the first one; so are operands in another order where order does not count.
// CHECK-LABEL: func.func @fires
// CHECK-SAME:    (%[[A:.*]]: i32, %[[B:.*]]: i32)
// CHECK-NEXT:    %[[P:.*]] = arith.muli %[[A]], %[[B]] : i32
// CHECK-NEXT:    %[[R:.*]] = arith.addi %[[P]], %[[P]] : i32
// CHECK-NEXT:    return %[[R]] : i32
func.func @fires(%a: i32, %b: i32) -> i32 {
  %p = arith.muli %a, %b : i32
  %q = arith.muli %b, %a : i32
  %r = arith.addi %p, %q : i32
  return %r : i32
}

// -----

// What a dominating block computed is known in the blocks below it.
// CHECK-LABEL: func.func @dominated
// CHECK:         %[[P:.*]] = arith.subi
// CHECK-NOT:     arith.subi
// CHECK:         return %[[P]] : i32
func.func @dominated(%a: i32, %b: i32, %c: i1) -> i32 {
  %p = arith.subi %a, %b : i32
  cf.cond_br %c, ^then, ^else
^then:
  %q = arith.subi %a, %b : i32
  return %q : i32
^else:
  return %a : i32
}

// -----

// Neither branch knows what the other computes, and a subtraction does not commute.
// CHECK-LABEL: func.func @declines
// CHECK-COUNT-3: arith.subi
func.func @declines(%a: i32, %b: i32, %c: i1) -> i32 {
  cf.cond_br %c, ^then, ^else
^then:
  %p = arith.subi %a, %b : i32
  %q = arith.subi %b, %a : i32
  %r = arith.muli %p, %q : i32
  return %r : i32
^else:
  %s = arith.subi %a, %b : i32
  return %s : i32
}

// -----

// A read is known until something writes.
// CHECK-LABEL: func.func @memory
// CHECK:         %[[X:.*]] = memref.load
// CHECK-NEXT:    memref.store
// CHECK-NEXT:    %[[Y:.*]] = memref.load
// CHECK-NEXT:    return %[[X]], %[[X]], %[[Y]]
func.func @memory(%m: memref<4xf32>, %i: index, %v: f32) -> (f32, f32, f32) {
  %x = memref.load %m[%i] : memref<4xf32>
  %again = memref.load %m[%i] : memref<4xf32>
  memref.store %v, %m[%i] : memref<4xf32>
  %y = memref.load %m[%i] : memref<4xf32>
  return %x, %again, %y : f32, f32, f32
}

// -----

// CHECK-LABEL: func.func @already_done
// CHECK:         arith.addi
// CHECK-NEXT:    arith.muli
// CHECK-NEXT:    return
func.func @already_done(%a: i32) -> i32 {
  %s = arith.addi %a, %a : i32
  %p = arith.muli %s, %a : i32
  return %p : i32
}
