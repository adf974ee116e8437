// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

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

// CHECK-LABEL: func.func @transfers
func.func @transfers(%a: memref<40x128xf32>, %b: memref<2x1024xf32, 1>, %tag: memref<1xi32>, %i: index) {
  // CHECK: memref.dma_start %{{.*}}[%{{.*}}, %{{.*}}], %{{.*}}[%{{.*}}, %{{.*}}], %{{.*}}, %{{.*}}[%{{.*}}] : memref<40x128xf32>, memref<2x1024xf32, 1>, memref<1xi32>
  memref.dma_start %a[%i, %i], %b[%i, %i], %i, %tag[%i] : memref<40x128xf32>, memref<2x1024xf32, 1>, memref<1xi32>
  memref.dma_start %a[%i, %i], %b[%i, %i], %i, %tag[%i], %i, %i : memref<40x128xf32>, memref<2x1024xf32, 1>, memref<1xi32>
  // CHECK: memref.dma_wait %{{.*}}[%{{.*}}], %{{.*}} : memref<1xi32>
  memref.dma_wait %tag[%i], %i : memref<1xi32>
  return
}

// CHECK-LABEL: func.func @views
func.func @views(%m: memref<8x16xf32>, %d: memref<?x?xf32>, %raw: memref<2048xi8>, %i: index, %shape: memref<1xindex>) {
  // CHECK: memref.cast %{{.*}} : memref<8x16xf32> to memref<?x16xf32>
  %0 = memref.cast %m : memref<8x16xf32> to memref<?x16xf32>
  %1 = memref.cast %m : memref<8x16xf32> to memref<*xf32>
  // CHECK: memref.subview %{{.*}}[%{{.*}}, 0] [4, %{{.*}}] [1, 1] : memref<8x16xf32> to memref<4x?xf32, strided<[16, 1], offset: ?>>
  %2 = memref.subview %m[%i, 0] [4, %i] [1, 1] : memref<8x16xf32> to memref<4x?xf32, strided<[16, 1], offset: ?>>
  %3 = memref.subview %m[0, 0] [1, 16] [1, 1] : memref<8x16xf32> to memref<16xf32>
  // CHECK: memref.collapse_shape %{{.*}} {{\[\[}}0, 1]] : memref<8x16xf32> into memref<128xf32>
  %4 = memref.collapse_shape %m [[0, 1]] : memref<8x16xf32> into memref<128xf32>
  // CHECK: memref.expand_shape %{{.*}} {{\[\[}}0, 1], [2]] output_shape [2, 4, 16] : memref<8x16xf32> into memref<2x4x16xf32>
  %5 = memref.expand_shape %m [[0, 1], [2]] output_shape [2, 4, 16] : memref<8x16xf32> into memref<2x4x16xf32>
  // CHECK: memref.reinterpret_cast %{{.*}} to offset: [0], sizes: [%{{.*}}, 4], strides: [4, 1] : memref<8x16xf32> to memref<?x4xf32, strided<[4, 1]>>
  %6 = memref.reinterpret_cast %m to offset: [0], sizes: [%i, 4], strides: [4, 1] : memref<8x16xf32> to memref<?x4xf32, strided<[4, 1]>>
  // CHECK: memref.transpose %{{.*}} (d0, d1) -> (d1, d0) : memref<8x16xf32> to memref<16x8xf32, strided<[1, 16]>>
  %7 = memref.transpose %m (d0, d1) -> (d1, d0) : memref<8x16xf32> to memref<16x8xf32, strided<[1, 16]>>
  // CHECK: memref.view %{{.*}}[%{{.*}}][%{{.*}}] : memref<2048xi8> to memref<?x4xf32>
  %8 = memref.view %raw[%i][%i] : memref<2048xi8> to memref<?x4xf32>
  // CHECK: memref.reshape %{{.*}}(%{{.*}}) : (memref<8x16xf32>, memref<1xindex>) -> memref<?xf32>
  %9 = memref.reshape %m(%shape) : (memref<8x16xf32>, memref<1xindex>) -> memref<?xf32>
  %10 = memref.memory_space_cast %m : memref<8x16xf32> to memref<8x16xf32, 1>
  // CHECK: memref.extract_aligned_pointer_as_index %{{.*}} : memref<?x?xf32> -> index
  %11 = memref.extract_aligned_pointer_as_index %d : memref<?x?xf32> -> index
  %base, %offset, %sizes:2, %strides:2 = memref.extract_strided_metadata %d : memref<?x?xf32> -> memref<f32>, index, index, index, index, index
  return
}
