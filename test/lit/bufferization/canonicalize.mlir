// RUN: terrace opt %s -p canonicalize --split-input-file | FileCheck %s

// From tensors to memory and back, and what is read on the way.
// CHECK-LABEL: func.func @there_and_back(
// CHECK-SAME:  %[[T:[^ ]*]]: tensor<?xf32>, %[[M:[^ ]*]]: memref<?xf32>
// CHECK-DAG:   memref.dim %[[M]]
// CHECK-DAG:   tensor.extract %[[T]]
// CHECK-NOT:   bufferization.
// CHECK:       return %[[T]], %[[M]]
func.func @there_and_back(%t: tensor<?xf32>, %m: memref<?xf32>, %i: index)
    -> (tensor<?xf32>, memref<?xf32>, f32, index) {
  %c0 = arith.constant 0 : index
  %0 = bufferization.to_buffer %t : tensor<?xf32> to memref<?xf32>
  %1 = bufferization.to_tensor %0 : memref<?xf32> to tensor<?xf32>
  %2 = bufferization.to_tensor %m : memref<?xf32> to tensor<?xf32>
  %3 = bufferization.to_buffer %2 : tensor<?xf32> to memref<?xf32>
  %4 = memref.load %0[%i] : memref<?xf32>
  %5 = tensor.dim %2, %c0 : tensor<?xf32>
  return %1, %3, %4, %5 : tensor<?xf32>, memref<?xf32>, f32, index
}

// -----

// Casts go to the side of memory.
// CHECK-LABEL: func.func @casts(
// CHECK:       bufferization.to_buffer %{{.*}} : tensor<4xf32> to memref<4xf32>
// CHECK:       memref.cast %{{.*}} : memref<4xf32> to memref<?xf32>
// CHECK:       memref.cast %{{.*}} : memref<4xf32> to memref<4xf32, strided<[?], offset: ?>>
func.func @casts(%t: tensor<4xf32>, %m: memref<4xf32>)
    -> (memref<?xf32>, memref<4xf32, strided<[?], offset: ?>>) {
  %0 = tensor.cast %t : tensor<4xf32> to tensor<?xf32>
  %1 = bufferization.to_buffer %0 : tensor<?xf32> to memref<?xf32>
  %2 = bufferization.to_tensor %m : memref<4xf32> to tensor<4xf32>
  %3 = bufferization.to_buffer %2 : tensor<4xf32> to memref<4xf32, strided<[?], offset: ?>>
  return %1, %3 : memref<?xf32>, memref<4xf32, strided<[?], offset: ?>>
}

// -----

// Sizes that are known, and copies that nobody looks at.
// CHECK-LABEL: func.func @made(
// CHECK-SAME:  %[[N:[^ ]*]]: index
// CHECK-NOT:   bufferization.clone
// CHECK:       bufferization.alloc_tensor(%[[N]]) : tensor<?x8xf32>
// CHECK:       return %{{.*}}, %[[N]]
func.func @made(%n: index, %m: memref<?xf32>) -> (tensor<?x?xf32>, index) {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %0 = bufferization.alloc_tensor(%n, %c8) : tensor<?x?xf32>
  %1 = tensor.dim %0, %c0 : tensor<?x?xf32>
  %2 = bufferization.clone %m : memref<?xf32> to memref<?xf32>
  return %0, %1 : tensor<?x?xf32>, index
}

// -----

// One memory is enough where the copy or the original is freed right here.
// CHECK-LABEL: func.func @moved(
// CHECK-NOT:   bufferization.clone
// CHECK-NOT:   memref.dealloc
// CHECK:       return
func.func @moved(%m: memref<?xf32>) -> memref<4xf32> {
  %0 = bufferization.clone %m : memref<?xf32> to memref<4xf32>
  memref.dealloc %m : memref<?xf32>
  return %0 : memref<4xf32>
}

// Two lives that overlap need two memories.
// CHECK-LABEL: func.func @both_freed(
// CHECK:       bufferization.clone
func.func @both_freed(%m: memref<?xf32>, %x: f32, %i: index) -> f32 {
  %0 = bufferization.clone %m : memref<?xf32> to memref<?xf32>
  memref.dealloc %m : memref<?xf32>
  %1 = memref.load %0[%i] : memref<?xf32>
  memref.dealloc %0 : memref<?xf32>
  return %1 : f32
}

// -----

// Each memref is freed once, and only where that may be.
// CHECK-LABEL: func.func @freed(
// CHECK-SAME:  %[[A:[^ ]*]]: memref<2xf32>, %[[B:[^ ]*]]: memref<2xf32>
// CHECK:       %[[EITHER:.*]] = arith.ori
// CHECK:       %[[LEFT:.*]] = bufferization.dealloc (%[[A]] : memref<2xf32>) if (%[[EITHER]])
// CHECK-SAME:  retain (%[[B]] : memref<2xf32>)
// CHECK:       return %[[LEFT]], %[[LEFT]]
func.func @freed(%a: memref<2xf32>, %b: memref<2xf32>, %p: i1, %q: i1) -> (i1, i1) {
  %false = arith.constant false
  %0:2 = bufferization.dealloc
    (%a, %b, %a : memref<2xf32>, memref<2xf32>, memref<2xf32>) if (%p, %false, %q)
    retain (%b, %b : memref<2xf32>, memref<2xf32>)
  return %0#0, %0#1 : i1, i1
}

// -----

// Without memrefs nothing is freed; what was only made to be freed was not needed.
// CHECK-LABEL: func.func @nothing_freed(
// CHECK-NOT:   bufferization.dealloc
// CHECK-NOT:   memref.alloc
// CHECK:       %[[FALSE:.*]] = arith.constant false
// CHECK-NOT:   bufferization.dealloc
// CHECK:       return %[[FALSE]]
func.func @nothing_freed(%a: memref<2xf32>) -> i1 {
  %true = arith.constant true
  %m = memref.alloc() : memref<4xf32>
  bufferization.dealloc (%m : memref<4xf32>) if (%true)
  %0 = bufferization.dealloc retain (%a : memref<2xf32>)
  return %0 : i1
}

// -----

// What was allocated is freed by its own name.
// CHECK-LABEL: func.func @base(
// CHECK:       %[[M:.*]] = memref.alloc
// CHECK:       bufferization.dealloc (%[[M]] : memref<4xf32>)
func.func @base(%p: i1) -> memref<4xf32> {
  %m = memref.alloc() : memref<4xf32>
  %base, %offset, %size, %stride = memref.extract_strided_metadata %m
    : memref<4xf32> -> memref<f32>, index, index, index
  bufferization.dealloc (%base : memref<f32>) if (%p)
  return %m : memref<4xf32>
}
