// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

#set = affine_set<(d0) : (d0 - 4 >= 0)>

// Loops with affine bounds, accesses and conditions.
// CHECK-LABEL: func.func @loops
func.func @loops(%n: index, %x: f32, %m: memref<?xf32>) -> f32 {
  // CHECK: affine.for %{{.*}} = 0 to 10 {
  affine.for %i = 0 to 10 {
    // CHECK: affine.load %{{.*}}[%{{.*}}] : memref<?xf32>
    %v = affine.load %m[%i] : memref<?xf32>
    // CHECK: affine.store %{{.*}}, %{{.*}}[%{{.*}} + 1] : memref<?xf32>
    affine.store %v, %m[%i + 1] : memref<?xf32>
  }
  // CHECK: affine.for %{{.*}} = 0 to %{{.*}} step 2 {
  affine.for %i = 0 to %n step 2 {
    // CHECK: affine.if affine_set<(d0) : (d0 - 4 >= 0)>(%{{.*}}) {
    affine.if #set(%i) {
      affine.store %x, %m[%i] : memref<?xf32>
    } else {
      affine.prefetch %m[%i], read, locality<3>, data : memref<?xf32>
    }
  }
  // CHECK: affine.for %{{.*}} = max affine_map<(d0) -> (d0, 3)>(%{{.*}}) to min affine_map<(d0) -> (d0 * 2, 100)>(%{{.*}}) {
  affine.for %i = max affine_map<(d0) -> (d0, 3)>(%n) to min affine_map<(d0) -> (2 * d0, 100)>(%n) {
  }
  // CHECK: affine.for %{{.*}} = 0 to 8 iter_args(%{{.*}} = %{{.*}}) -> (f32) {
  %r = affine.for %i = 0 to 8 iter_args(%a = %x) -> (f32) {
    // CHECK: affine.yield %{{.*}} : f32
    affine.yield %a : f32
  }
  %s = affine.if #set(%n) -> f32 {
    affine.yield %x : f32
  } else {
    affine.yield %r : f32
  }
  return %s : f32
}
