// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Elements read and written.
// CHECK-LABEL: func.func @accesses
func.func @accesses(%m: memref<4x?xf32>, %i: index, %x: f32, %u: memref<*xf32>) {
  // CHECK: memref.load %{{.*}}[%{{.*}}, %{{.*}}] : memref<4x?xf32>
  %0 = memref.load %m[%i, %i] : memref<4x?xf32>
  %1 = memref.load %m[%i, %i] {nontemporal = true} : memref<4x?xf32>
  // CHECK: memref.store %{{.*}}, %{{.*}}[%{{.*}}, %{{.*}}] : memref<4x?xf32>
  memref.store %x, %m[%i, %i] : memref<4x?xf32>
  // CHECK: memref.copy %{{.*}}, %{{.*}} : memref<4x?xf32> to memref<4x?xf32>
  memref.copy %m, %m : memref<4x?xf32> to memref<4x?xf32>
  // CHECK: memref.prefetch %{{.*}}[%{{.*}}, %{{.*}}], read, locality<3>, data : memref<4x?xf32>
  memref.prefetch %m[%i, %i], read, locality<3>, data : memref<4x?xf32>
  memref.prefetch %m[%i, %i], write, locality<0>, instr : memref<4x?xf32>
  // CHECK: memref.atomic_rmw addf %{{.*}}, %{{.*}}[%{{.*}}, %{{.*}}] : (f32, memref<4x?xf32>) -> f32
  %2 = memref.atomic_rmw addf %x, %m[%i, %i] : (f32, memref<4x?xf32>) -> f32
  // CHECK: memref.generic_atomic_rmw %{{.*}}[%{{.*}}, %{{.*}}] : memref<4x?xf32> {
  %3 = memref.generic_atomic_rmw %m[%i, %i] : memref<4x?xf32> {
  ^bb0(%old: f32):
    // CHECK: memref.atomic_yield %{{.*}} : f32
    memref.atomic_yield %old : f32
  }
  // CHECK: memref.assume_alignment %{{.*}}, 16 : memref<4x?xf32>
  %4 = memref.assume_alignment %m, 16 : memref<4x?xf32>
  %5, %6 = memref.distinct_objects %m, %4 : memref<4x?xf32>, memref<4x?xf32>
  // CHECK: memref.dim %{{.*}}, %{{.*}} : memref<4x?xf32>
  %7 = memref.dim %m, %i : memref<4x?xf32>
  %8 = memref.rank %u : memref<*xf32>
  return
}
