// RUN: terrace opt %s -p arith-unsigned-when-equivalent --check-each --split-input-file | FileCheck %s

// Neither the counter nor what is made of it is ever negative.
// CHECK-LABEL: func.func @fires
// CHECK:         scf.for
// CHECK:           arith.divui
// CHECK:           arith.remui
// CHECK:           arith.cmpi ult
// CHECK:           arith.minui
func.func @fires(%m: memref<16xindex>, %b: memref<16xi1>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c16 = arith.constant 16 : index
  scf.for %i = %c0 to %c16 step %c1 {
    %q = arith.divsi %i, %c3 : index
    %r = arith.remsi %i, %c3 : index
    %less = arith.cmpi slt, %q, %r : index
    %min = arith.minsi %q, %r : index
    memref.store %min, %m[%i] : memref<16xindex>
    memref.store %less, %b[%i] : memref<16xi1>
  }
  return
}

// -----

// CHECK-LABEL: func.func @declines
// CHECK:         arith.divsi
// CHECK:         arith.cmpi slt
func.func @declines(%x: i32) -> (i32, i1) {
  %three = arith.constant 3 : i32
  %q = arith.divsi %x, %three : i32
  %less = arith.cmpi slt, %x, %three : i32
  return %q, %less : i32, i1
}

// -----

// CHECK-LABEL: func.func @already_done
// CHECK:         arith.divui
func.func @already_done(%x: i32) -> i32 {
  %three = arith.constant 3 : i32
  %q = arith.divui %x, %three : i32
  return %q : i32
}
