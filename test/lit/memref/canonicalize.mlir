// RUN: terrace opt %s -p canonicalize --split-input-file | FileCheck %s

// Casts that only forget are looked through.
// CHECK-LABEL: func.func @casts(
// CHECK-NOT:   memref.cast{{ }}
// CHECK-NOT:   memref.dim{{ }}
// CHECK:       memref.load
// CHECK:       memref.store
// CHECK:       return
func.func @casts(%m: memref<4x8xf32>, %i: index, %x: f32) -> (f32, index) {
  %c1 = arith.constant 1 : index
  %a = memref.cast %m : memref<4x8xf32> to memref<?x8xf32>
  %b = memref.cast %a : memref<?x8xf32> to memref<?x?xf32>
  %v = memref.load %b[%i, %i] : memref<?x?xf32>
  memref.store %x, %b[%i, %i] : memref<?x?xf32>
  %d = memref.dim %b, %c1 : memref<?x?xf32>
  return %v, %d : f32, index
}

// -----

// Sizes that are constants are in the type; sizes are known where memory is made.
// CHECK-LABEL: func.func @sizes(
// CHECK-NOT:   memref.dim{{ }}
// CHECK:       memref.alloc
// CHECK:       memref.cast
// CHECK:       return
func.func @sizes(%n: index) -> (memref<?x?xf32>, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %a = memref.alloc(%n, %c16) : memref<?x?xf32>
  %d = memref.dim %a, %c0 : memref<?x?xf32>
  %e = memref.dim %a, %c1 : memref<?x?xf32>
  return %a, %d, %e : memref<?x?xf32>, index, index
}

// -----

// Copies of nothing or to itself go, and so does memory that is never read.
// CHECK-LABEL: func.func @nothing(
// CHECK-NOT:   memref.alloc{{ }}
// CHECK-NOT:   memref.copy{{ }}
// CHECK-NOT:   memref.dealloc{{ }}
// CHECK-NOT:   memref.store{{ }}
// CHECK:       return
func.func @nothing(%m: memref<4xf32>, %z: memref<0xf32>, %w: memref<0xf32>, %x: f32, %i: index) {
  memref.copy %m, %m : memref<4xf32> to memref<4xf32>
  memref.copy %z, %w : memref<0xf32> to memref<0xf32>
  %a = memref.alloc() : memref<4xf32>
  memref.store %x, %a[%i] : memref<4xf32>
  memref.dealloc %a : memref<4xf32>
  return
}

// -----

// Views that undo each other.
// CHECK-LABEL: func.func @views(
// CHECK-NOT:   memref.collapse_shape{{ }}
// CHECK-NOT:   memref.expand_shape{{ }}
// CHECK:       return
func.func @views(%m: memref<4x8xf32>) -> memref<4x8xf32> {
  %a = memref.collapse_shape %m [[0, 1]] : memref<4x8xf32> into memref<32xf32>
  %b = memref.expand_shape %a [[0, 1]] output_shape [4, 8] : memref<32xf32> into memref<4x8xf32>
  return %b : memref<4x8xf32>
}

// -----

// Numbers that are constants are in the view and in its type.
// CHECK-LABEL: func.func @view_by_constants(
// CHECK:       %[[v:.+]] = memref.subview %m[0, %i] [4, %i] [1, 1]
// CHECK-SAME:  to memref<4x?xf32, strided<[16, 1], offset: ?>>
// CHECK:       memref.load %[[v]]
func.func @view_by_constants(%m: memref<8x16xf32>, %i: index) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %v = memref.subview %m[%c0, %i] [%c4, %i] [%c1, 1]
    : memref<8x16xf32> to memref<?x?xf32, strided<[?, 1], offset: ?>>
  %x = memref.load %v[%i, %i] : memref<?x?xf32, strided<[?, 1], offset: ?>>
  return %x : f32
}

// -----

// A size below zero is undefined: it stays a value.
// CHECK-LABEL: func.func @view_of_negative_size(
// CHECK:       memref.subview %m[0] [%{{.+}}] [1]
func.func @view_of_negative_size(%m: memref<?xf32>) -> memref<?xf32, strided<[1]>> {
  %size = arith.constant -4 : index
  %v = memref.subview %m[0] [%size] [1] : memref<?xf32> to memref<?xf32, strided<[1]>>
  return %v : memref<?xf32, strided<[1]>>
}

// -----

// CHECK-LABEL: func.func @undone_views(
// CHECK-NEXT:  return %m, %m, %m
func.func @undone_views(%m: memref<2x3x4xf32>) -> (memref<2x3x4xf32>, memref<2x3x4xf32>, memref<2x3x4xf32>) {
  %a = memref.collapse_shape %m [[0, 1], [2]] : memref<2x3x4xf32> into memref<6x4xf32>
  %b = memref.expand_shape %a [[0, 1], [2]] output_shape [2, 3, 4] : memref<6x4xf32> into memref<2x3x4xf32>
  %c = memref.transpose %m (d0, d1, d2) -> (d2, d0, d1) : memref<2x3x4xf32> to memref<4x2x3xf32, strided<[1, 12, 4]>>
  %d = memref.transpose %c (d0, d1, d2) -> (d1, d2, d0) : memref<4x2x3xf32, strided<[1, 12, 4]>> to memref<2x3x4xf32>
  %e = memref.memory_space_cast %m : memref<2x3x4xf32> to memref<2x3x4xf32, 1>
  %f = memref.memory_space_cast %e : memref<2x3x4xf32, 1> to memref<2x3x4xf32>
  return %b, %d, %f : memref<2x3x4xf32>, memref<2x3x4xf32>, memref<2x3x4xf32>
}

// -----

// Two extents that are not known may be divided in another way.
// CHECK-LABEL: func.func @other_division(
// CHECK:       memref.collapse_shape
// CHECK:       memref.expand_shape
func.func @other_division(%m: memref<?x?xf32>, %a: index, %b: index) -> memref<?x?xf32> {
  %0 = memref.collapse_shape %m [[0, 1]] : memref<?x?xf32> into memref<?xf32>
  %1 = memref.expand_shape %0 [[0, 1]] output_shape [%a, %b] : memref<?xf32> into memref<?x?xf32>
  return %1 : memref<?x?xf32>
}

// -----

// What a store writes keeps its type.
// CHECK-LABEL: func.func @stored_memref(
// CHECK:       memref.cast
// CHECK:       memref.store
func.func @stored_memref(%m: memref<8xf32>, %to: memref<memref<?xf32>>) {
  %0 = memref.cast %m : memref<8xf32> to memref<?xf32>
  memref.store %0, %to[] : memref<memref<?xf32>>
  return
}

// -----

// CHECK-LABEL: func.func @metadata(
// CHECK-NEXT:  return %m
func.func @metadata(%m: memref<4x8xf32>) -> memref<4x8xf32> {
  %base, %offset, %sizes:2, %strides:2 = memref.extract_strided_metadata %m
    : memref<4x8xf32> -> memref<f32>, index, index, index, index, index
  %0 = memref.reinterpret_cast %base to offset: [0], sizes: [4, 8], strides: [8, 1]
    : memref<f32> to memref<4x8xf32>
  return %0 : memref<4x8xf32>
}

// -----

// CHECK-LABEL: func.func @extent_of_reshape(
// CHECK:       %[[n:.+]] = memref.load %shape[
// CHECK:       memref.store
// CHECK:       return %[[n]]
func.func @extent_of_reshape(%m: memref<?xf32>, %shape: memref<2xindex>) -> index {
  %c0 = arith.constant 0 : index
  %0 = memref.reshape %m(%shape) : (memref<?xf32>, memref<2xindex>) -> memref<?x?xf32>
  memref.store %c0, %shape[%c0] : memref<2xindex>
  %1 = memref.dim %0, %c0 : memref<?x?xf32>
  return %1 : index
}
