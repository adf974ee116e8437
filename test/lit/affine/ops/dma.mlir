// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Copies with affine positions; the counts and strides are plain values.
// CHECK-LABEL: func.func @copies
func.func @copies(%a: memref<40x128xf32, 1>, %b: memref<2x1024xf32, 2>, %t: memref<1xi32>, %n: index, %z: index) {
  affine.for %i = 0 to 10 {
    affine.for %j = 0 to 10 {
      // CHECK: affine.dma_start %a[%i + 3, %j], %b[%i mod 2, %j + symbol(%n)], %t[%z], %n, %n, %n : memref<40x128xf32, 1>, memref<2x1024xf32, 2>, memref<1xi32>
      affine.dma_start %a[%i + 3, %j], %b[%i mod 2, %j + symbol(%n)], %t[%z], %n, %n, %n : memref<40x128xf32, 1>, memref<2x1024xf32, 2>, memref<1xi32>
      // CHECK: affine.dma_wait %t[%z], %n : memref<1xi32>
      affine.dma_wait %t[%z], %n : memref<1xi32>
    }
  }
  return
}
