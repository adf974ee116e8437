// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Memory that is made, with sizes, symbols and alignment.
// CHECK: memref.global "private" constant @table : memref<4xi32> = dense<[1, 2, 3, 4]> {alignment = 64 : i64}
memref.global "private" constant @table : memref<4xi32> = dense<[1, 2, 3, 4]> {alignment = 64 : i64}
// CHECK: memref.global @later : memref<2x3xf32> = uninitialized
memref.global @later : memref<2x3xf32> = uninitialized
// CHECK: memref.global "private" @elsewhere : memref<8xf64>
memref.global "private" @elsewhere : memref<8xf64>

// CHECK-LABEL: func.func @allocations
func.func @allocations(%n: index, %m: memref<?xf32>) {
  // CHECK: memref.alloc(%{{.*}}) : memref<4x?xf32>
  %0 = memref.alloc(%n) : memref<4x?xf32>
  // CHECK: memref.alloc()[%{{.*}}] {alignment = 64 : i64} : memref<4xf32, affine_map<(d0)[s0] -> (d0 + s0)>>
  %1 = memref.alloc()[%n] {alignment = 64 : i64} : memref<4xf32, affine_map<(d0)[s0] -> (d0 + s0)>>
  // CHECK: memref.alloca() : memref<2xi8, 3>
  %2 = memref.alloca() : memref<2xi8, 3>
  memref.dealloc %0 : memref<4x?xf32>
  // CHECK: memref.realloc %{{.*}}(%{{.*}}) : memref<?xf32> to memref<?xf32>
  %3 = memref.realloc %m(%n) : memref<?xf32> to memref<?xf32>
  %4 = memref.get_global @table : memref<4xi32>
  // CHECK: memref.alloca_scope {
  memref.alloca_scope {
    %5 = memref.alloca() : memref<2xi8>
  }
  // CHECK: memref.alloca_scope -> (index) {
  %6 = memref.alloca_scope -> (index) {
    // CHECK: memref.alloca_scope.return %{{.*}} : index
    memref.alloca_scope.return %n : index
  }
  return
}
