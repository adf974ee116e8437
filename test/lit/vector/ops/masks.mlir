// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Masks are made of sizes, and stand around one operation.
// CHECK-LABEL: func.func @masks
func.func @masks(%i: index, %v: vector<8xf32>, %x: f32, %m: memref<8xf32>) {
  // CHECK: vector.create_mask %{{.*}}, %{{.*}} : vector<4x8xi1>
  %0 = vector.create_mask %i, %i : vector<4x8xi1>
  // CHECK: vector.constant_mask [5] : vector<8xi1>
  %1 = vector.constant_mask [5] : vector<8xi1>
  // CHECK: vector.mask %{{.*}} { vector.reduction <add>, %{{.*}} : vector<8xf32> into f32 } : vector<8xi1> -> f32
  %2 = vector.mask %1 { vector.reduction <add>, %v : vector<8xf32> into f32 } : vector<8xi1> -> f32
  // CHECK: vector.mask %{{.*}}, %{{.*}} { vector.transfer_read
  %3 = vector.mask %1, %v { vector.transfer_read %m[%i], %x : memref<8xf32>, vector<8xf32> } : vector<8xi1> -> vector<8xf32>
  // CHECK: vector.mask %{{.*}} { vector.transfer_write
  vector.mask %1 { vector.transfer_write %v, %m[%i] : vector<8xf32>, memref<8xf32> } : vector<8xi1>
  vector.mask %1 { } : vector<8xi1>
  %4 = vector.mask %1 {
    %r = vector.reduction <add>, %v : vector<8xf32> into f32
    vector.yield %r : f32
  } : vector<8xi1> -> f32
  return
}
