// RUN: terrace opt %s -p canonicalize | FileCheck %s

// A view that leaves its memory is an error where it happens: it goes on looking at memory of
// unknown extent, as no type may say before that it leaves.
// CHECK-LABEL: func.func @view_outside(
// CHECK:       memref.subview {{.*}}[3] [8] [1] : memref<?xf32> to
func.func @view_outside(%m: memref<4xf32>) -> memref<?xf32, strided<[1], offset: ?>> {
  %c8 = arith.constant 8 : index
  %c3 = arith.constant 3 : index
  %n = memref.cast %m : memref<4xf32> to memref<?xf32>
  %0 = memref.subview %n[%c3] [%c8] [1] : memref<?xf32> to memref<?xf32, strided<[1], offset: ?>>
  return %0 : memref<?xf32, strided<[1], offset: ?>>
}
