// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// One value as a dimension and as a symbol stays both.
// CHECK-LABEL: func.func @both
func.func @both(%m: memref<8xf32>, %n: index) -> f32 {
  // CHECK: affine.load %{{.*}}[%[[N:.*]] ceildiv 2 + symbol(%[[N]])] : memref<8xf32>
  %0 = affine.load %m[%n ceildiv 2 + symbol(%n)] : memref<8xf32>
  return %0 : f32
}
