// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// What runs under a mask stands in a region.
// CHECK-LABEL: func.func @masked
func.func @masked(%v: vector<8xf32>, %k: vector<8xi1>) -> f32 {
  // CHECK: vector.mask %{{.*}} { vector.reduction <add>
  %0 = vector.mask %k {
    %r = vector.reduction <add>, %v : vector<8xf32> into f32
    vector.yield %r : f32
  } : vector<8xi1> -> f32
  return %0 : f32
}
