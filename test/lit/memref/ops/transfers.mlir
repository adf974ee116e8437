// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Copies and transfers between memories.
// CHECK-LABEL: func.func @transfers
func.func @transfers(%a: memref<40x128xf32>, %b: memref<2x1024xf32, 1>, %tag: memref<1xi32>, %i: index) {
  // CHECK: memref.dma_start %{{.*}}[%{{.*}}, %{{.*}}], %{{.*}}[%{{.*}}, %{{.*}}], %{{.*}}, %{{.*}}[%{{.*}}] : memref<40x128xf32>, memref<2x1024xf32, 1>, memref<1xi32>
  memref.dma_start %a[%i, %i], %b[%i, %i], %i, %tag[%i] : memref<40x128xf32>, memref<2x1024xf32, 1>, memref<1xi32>
  memref.dma_start %a[%i, %i], %b[%i, %i], %i, %tag[%i], %i, %i : memref<40x128xf32>, memref<2x1024xf32, 1>, memref<1xi32>
  // CHECK: memref.dma_wait %{{.*}}[%{{.*}}], %{{.*}} : memref<1xi32>
  memref.dma_wait %tag[%i], %i : memref<1xi32>
  return
}
