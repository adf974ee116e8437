// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Loops without an order, and vector accesses.
// CHECK-LABEL: func.func @parallel
func.func @parallel(%n: index, %m: memref<8x8xf32>, %v: memref<100x100xf32>) {
  // CHECK: affine.parallel (%{{.*}}, %{{.*}}) = (0, 0) to (8, %{{.*}}) step (2, 1) {
  affine.parallel (%i, %j) = (0, 0) to (8, %n) step (2, 1) {
    // CHECK: affine.vector_load %{{.*}}[%{{.*}}, %{{.*}} + 3] : memref<100x100xf32>, vector<8xf32>
    %x = affine.vector_load %v[%i, %j + 3] : memref<100x100xf32>, vector<8xf32>
    affine.vector_store %x, %v[%i + 3, %j] : memref<100x100xf32>, vector<8xf32>
  }
  %r = affine.parallel (%i) = (0) to (8) reduce ("addf") -> f32 {
    %x = affine.load %m[%i, symbol(%n)] : memref<8x8xf32>
    affine.yield %x : f32
  }
  return
}
