// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Other views of the same memory.
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
