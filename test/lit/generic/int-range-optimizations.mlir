// RUN: terrace opt %s -p int-range-optimizations --check-each --split-input-file | FileCheck %s

// A comparison that a loop's bounds decide, through arithmetic and a carried value's condition.
// CHECK-LABEL: func.func @fires
// CHECK-SAME:    (%[[M:.*]]: memref<16xi1>)
// CHECK:         %[[YES:.*]] = arith.constant true
// CHECK:         scf.for
// CHECK-NOT:       arith.cmpi
// CHECK:           memref.store %[[YES]], %[[M]]
func.func @fires(%m: memref<16xi1>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %c32 = arith.constant 32 : index
  scf.for %i = %c0 to %c16 step %c1 {
    %twice = arith.muli %i, %c1 : index
    %in = arith.cmpi slt, %twice, %c32 : index
    memref.store %in, %m[%i] : memref<16xi1>
  }
  return
}

// -----

// A remainder of what is small already, on both ways through an `if`.
// CHECK-LABEL: func.func @remainder
// CHECK-SAME:    (%[[C:.*]]: i1, %[[X:.*]]: i32)
// CHECK:         %[[R:.*]] = scf.if
// CHECK:         return %[[R]]
func.func @remainder(%c: i1, %x: i32) -> i32 {
  %seven = arith.constant 7 : i32
  %ten = arith.constant 10 : i32
  %r = scf.if %c -> i32 {
    %low = arith.andi %x, %seven : i32
    scf.yield %low : i32
  } else {
    scf.yield %seven : i32
  }
  %small = arith.remui %r, %ten : i32
  return %small : i32
}

// -----

// A sum that may wrap around is anything; so is what a loop carries.
// CHECK-LABEL: func.func @declines
// CHECK:         arith.cmpi
// CHECK:         arith.cmpi
func.func @declines(%x: i8) -> (i1, i1) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %zero = arith.constant 0 : i8
  %one = arith.constant 1 : i8
  %low = arith.andi %x, %one : i8
  %max = arith.constant 127 : i8
  %sum = arith.addi %low, %max : i8
  %wrapped = arith.cmpi slt, %sum, %zero : i8
  %carried = scf.for %i = %c0 to %c16 step %c1 iter_args(%a = %zero) -> (i8) {
    %next = arith.addi %a, %one : i8
    scf.yield %next : i8
  }
  %positive = arith.cmpi sge, %carried, %zero : i8
  return %wrapped, %positive : i1, i1
}

// -----

// A block argument that branches bring the same constant for; the other block is never reached.
// CHECK-LABEL: func.func @blocks
// CHECK:         %[[SIX:.*]] = arith.constant 6 : i32
// CHECK:         return %[[SIX]]
func.func @blocks(%x: i32) -> i32 {
  %three = arith.constant 3 : i32
  %six = arith.constant 6 : i32
  %never = arith.cmpi ult, %six, %three : i32
  cf.cond_br %never, ^end(%x : i32), ^other
^other:
  %y = arith.addi %three, %three : i32
  cf.br ^end(%y : i32)
^end(%z: i32):
  return %z : i32
}

// -----

// CHECK-LABEL: func.func @already_done
// CHECK-NEXT:    %[[R:.*]] = arith.remui
// CHECK-NEXT:    return %[[R]]
func.func @already_done(%x: i32, %y: i32) -> i32 {
  %r = arith.remui %x, %y : i32
  return %r : i32
}
