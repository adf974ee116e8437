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
