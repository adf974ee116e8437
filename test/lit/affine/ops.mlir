// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

#map = affine_map<(d0)[s0] -> (d0 + s0)>
#set = affine_set<(d0) : (d0 - 4 >= 0)>

// CHECK-LABEL: func.func @indices
func.func @indices(%i: index, %j: index) {
  // CHECK: affine.apply affine_map<(d0)[s0] -> (d0 + s0)>(%{{.*}})[%{{.*}}]
  %0 = affine.apply #map(%i)[%j]
  // CHECK: affine.min affine_map<(d0) -> (d0, 16)>(%{{.*}})
  %1 = affine.min affine_map<(d0) -> (d0, 16)>(%i)
  // CHECK: affine.max affine_map<(d0)[s0] -> (d0, s0)>(%{{.*}})[%{{.*}}]
  %2 = affine.max affine_map<(d0)[s0] -> (d0, s0)>(%i)[%j]
  // CHECK: %{{.*}}:2 = affine.delinearize_index %{{.*}} into (4, 8) : index, index
  %3:2 = affine.delinearize_index %i into (4, 8) : index, index
  // CHECK: affine.linearize_index disjoint [%{{.*}}, %{{.*}}] by (4, 8) : index
  %4 = affine.linearize_index disjoint [%i, %j] by (4, 8) : index
  return
}

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
