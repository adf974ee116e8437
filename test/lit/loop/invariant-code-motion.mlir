// RUN: terrace opt %s -p loop-invariant-code-motion --split-input-file | FileCheck %s

// What depends on no loop leaves both; what depends on the outer one leaves the inner one.
// CHECK-LABEL: func.func @fires
// CHECK:         %[[S:.*]] = arith.addf
// CHECK-NEXT:    scf.for %[[I:.*]] =
// CHECK-NEXT:      %[[T:.*]] = arith.index_cast %[[I]]
// CHECK-NEXT:      scf.for
// CHECK-NEXT:        memref.store %[[S]]
func.func @fires(%m: memref<8x8xf32>, %k: memref<8xi64>, %x: f32, %a: index, %b: index, %s: index) {
  scf.for %i = %a to %b step %s {
    scf.for %j = %a to %b step %s {
      %sum = arith.addf %x, %x : f32
      %t = arith.index_cast %i : index to i64
      memref.store %sum, %m[%i, %j] : memref<8x8xf32>
      memref.store %t, %k[%j] : memref<8xi64>
    }
  }
  return
}

// -----

// A division may trap though the loop never runs, and a read may see what the loop writes.
// CHECK-LABEL: func.func @declines
// CHECK-NEXT:    scf.for
// CHECK-NEXT:      arith.divsi
// CHECK-NEXT:      memref.load
func.func @declines(%m: memref<8xi32>, %x: i32, %y: i32, %a: index, %b: index, %s: index) {
  scf.for %i = %a to %b step %s {
    %q = arith.divsi %x, %y : i32
    %v = memref.load %m[%a] : memref<8xi32>
    %w = arith.addi %q, %v : i32
    memref.store %w, %m[%i] : memref<8xi32>
  }
  return
}

// -----

// CHECK-LABEL: func.func @already_done
// CHECK:         arith.addf
// CHECK-NEXT:    scf.for
func.func @already_done(%m: memref<8xf32>, %x: f32, %a: index, %b: index, %s: index) {
  %sum = arith.addf %x, %x : f32
  scf.for %i = %a to %b step %s {
    memref.store %sum, %m[%i] : memref<8xf32>
  }
  return
}
