// RUN: terrace opt %s --split-input-file --verify-diagnostics

// One index for each dimension.
func.func @f(%m: memref<4x?xf32>, %i: index, %x: f32) {
  // expected-error@+1 {{MEMREF001}}
  %0 = memref.load %m[%i] : memref<4x?xf32>
  return
}

// -----

// One index for each dimension.
func.func @f(%m: memref<4x?xf32>, %i: index, %x: f32) {
  // expected-error@+1 {{MEMREF001}}
  memref.store %x, %m[%i, %i, %i] : memref<4x?xf32>
  return
}

// -----

// A dynamic extent without a size.
func.func @f(%m: memref<4x?xf32>, %i: index, %x: f32) {
  // expected-error@+1 {{MEMREF002}}
  %0 = memref.alloc() : memref<?xf32>
  return
}

// -----

// A symbol nobody asked for.
func.func @f(%m: memref<4x?xf32>, %i: index, %x: f32) {
  // expected-error@+1 {{MEMREF003}}
  %0 = memref.alloc()[%i] : memref<4xf32>
  return
}

// -----

// Dimension 1 got lost.
func.func @f(%m: memref<4x8xf32>) {
  // expected-error@+1 {{MEMREF004}}
  %0 = memref.transpose %m (d0, d1) -> (d0, d0) : memref<4x8xf32> to memref<4x4xf32, strided<[8, 8]>>
  return
}

// -----

// The shape must turn with the dimensions.
func.func @f(%m: memref<4x8xf32>) {
  // expected-error@+1 {{MEMREF005}}
  %0 = memref.transpose %m (d0, d1) -> (d1, d0) : memref<4x8xf32> to memref<4x8xf32, strided<[1, 8]>>
  return
}

// -----

// One offset for two dimensions.
func.func @f(%m: memref<4x8xf32>) {
  // expected-error@+1 {{MEMREF006}}
  %0 = "memref.subview"(%m) <{static_offsets = array<i64: 0>, static_sizes = array<i64: 4, 8>, static_strides = array<i64: 1, 1>, operandSegmentSizes = array<i32: 1, 0, 0, 0>}> : (memref<4x8xf32>) -> memref<4x8xf32>
  return
}

// -----

// The view starts at element 1.
func.func @f(%m: memref<4x8xf32>) {
  // expected-error@+1 {{MEMREF007}}
  %0 = memref.subview %m[0, 1] [4, 4] [1, 1] : memref<4x8xf32> to memref<4x4xf32, strided<[8, 1]>>
  return
}

// -----

// Strides are said twice, differently.
func.func @f(%m: memref<4x8xf32>) {
  // expected-error@+1 {{MEMREF008}}
  %0 = memref.reinterpret_cast %m to offset: [0], sizes: [8], strides: [2] : memref<4x8xf32> to memref<8xf32, strided<[1]>>
  return
}

// -----

// Groups keep the order of dimensions.
func.func @f(%m: memref<4x8xf32>) {
  // expected-error@+1 {{MEMREF009}}
  %0 = memref.collapse_shape %m [[1, 0]] : memref<4x8xf32> into memref<32xf32>
  return
}

// -----

// An element got lost.
func.func @f(%m: memref<4x8xf32>) {
  // expected-error@+1 {{MEMREF010}}
  %0 = memref.collapse_shape %m [[0, 1]] : memref<4x8xf32> into memref<31xf32>
  return
}

// -----

// Memory laid out at link time has a size.
// expected-error@+1 {{MEMREF011}}
memref.global @g : memref<?xf32>

// -----

// Three values for four elements.
// expected-error@+1 {{MEMREF012}}
"memref.global"() <{sym_name = "g", type = memref<4xi32>, initial_value = dense<[1, 2, 3]> : tensor<3xi32>}> : () -> ()

// -----

// A cast changes no elements,
func.func @f(%m: memref<4xf32>) {
  // expected-error@+1 {{MEMREF013}}
  %0 = memref.cast %m : memref<4xf32> to memref<4xi32>
  return
}

// -----

// and nothing that is known of the shape.
func.func @f(%m: memref<4xf32>) {
  // expected-error@+1 {{IR017}}
  %0 = memref.cast %m : memref<4xf32> to memref<5xf32>
  return
}

// -----

// A slice ends inside.
func.func @f(%m: memref<4x8xf32>) {
  // expected-error@+1 {{MEMREF014}}
  %0 = memref.subview %m[0, 6] [4, 3] [1, 1] : memref<4x8xf32> to memref<4x3xf32, strided<[8, 1], offset: 6>>
  return
}

// -----

// Views hold the same elements.
func.func @f(%m: memref<*xf32>) {
  // expected-error@+1 {{MEMREF015}}
  %0 = memref.reinterpret_cast %m to offset: [0], sizes: [4], strides: [1] : memref<*xf32> to memref<4xi32, strided<[1]>>
  return
}

// -----

// What becomes one dimension is contiguous.
func.func @f(%m: memref<2x4xf32, strided<[16, 1]>>) {
  // expected-error@+1 {{MEMREF015}}
  %0 = memref.collapse_shape %m [[0, 1]] : memref<2x4xf32, strided<[16, 1]>> into memref<8xf32, strided<[1]>>
  return
}

// -----

// A sum of floats is none of integers.
func.func @f(%m: memref<4xi32>, %i: index, %x: i32) {
  // expected-error@+1 {{MEMREF015}}
  %0 = memref.atomic_rmw addf %x, %m[%i] : (i32, memref<4xi32>) -> i32
  return
}

// -----

// A global that is used exists.
func.func @f() {
  // expected-error@+1 {{IR027}}
  %0 = memref.get_global @nothing : memref<4xf32>
  return
}

// -----

func.func @dma_start(%m: memref<4xf32>, %i: index) {
  // expected-error@+1 {{MEMREF015}}
  "memref.dma_start"(%m, %i, %m, %i, %i) : (memref<4xf32>, index, memref<4xf32>, index, index) -> ()
  return
}
