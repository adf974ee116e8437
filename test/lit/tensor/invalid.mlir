// RUN: terrace opt %s --split-input-file --verify-diagnostics

// One index for each dimension.
func.func @f(%t: tensor<4x8xf32>, %i: index) {
  // expected-error@+1 {{MEMREF001}}
  %0 = tensor.extract %t[%i] : tensor<4x8xf32>
  return
}

// -----

// A dynamic extent without a size.
func.func @f() {
  // expected-error@+1 {{MEMREF002}}
  %0 = tensor.empty() : tensor<?xf32>
  return
}

// -----

// The slice has other sizes.
func.func @f(%t: tensor<4x8xf32>) {
  // expected-error@+1 {{TENSOR001}}
  %0 = tensor.extract_slice %t[0, 0] [4, 4] [1, 1] : tensor<4x8xf32> to tensor<4x5xf32>
  return
}

// -----

// A body that does not know where it is.
func.func @f(%x: f32) {
  // expected-error@+1 {{TENSOR002}}
  %0 = tensor.generate {
  ^bb0(%i: index):
    tensor.yield %x : f32
  } : tensor<2x2xf32>
  return
}

// -----

// A cast does not change what is known.
func.func @f(%t: tensor<4xf32>) {
  // expected-error@+1 {{MEMREF013}}
  %0 = tensor.cast %t : tensor<4xf32> to tensor<5xf32>
  return
}

// -----

// Concatenated extents add up.
func.func @f(%a: tensor<3xf32>) {
  // expected-error@+1 {{TENSOR003}}
  %0 = tensor.concat dim(0) %a, %a : (tensor<3xf32>, tensor<3xf32>) -> tensor<7xf32>
  return
}

// -----

// A body yields an element.
func.func @f(%a: tensor<4xf32>, %x: i32) {
  // expected-error@+1 {{TENSOR003}}
  %0 = tensor.pad %a low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %x : i32
  } : tensor<4xf32> to tensor<6xf32>
  return
}

// -----

// Dimensions are gathered in order.
func.func @f(%a: tensor<4x5xf32>, %i: tensor<3x2xindex>) {
  // expected-error@+1 {{TENSOR003}}
  %0 = tensor.gather %a[%i] gather_dims([1, 0]) : (tensor<4x5xf32>, tensor<3x2xindex>) -> tensor<3xf32>
  return
}

// -----

func.func @bitcast_of_rank(%t: tensor<1xi32>) -> tensor<1x1xi32> {
  // expected-error@+1 {{TENSOR003}}
  %0 = tensor.bitcast %t : tensor<1xi32> to tensor<1x1xi32>
  return %0 : tensor<1x1xi32>
}

// -----

func.func @bitcast_of_width(%t: tensor<1xi32>) -> tensor<1xi64> {
  // expected-error@+1 {{TENSOR003}}
  %0 = tensor.bitcast %t : tensor<1xi32> to tensor<1xi64>
  return %0 : tensor<1xi64>
}

// -----

func.func @collapse_to_scalar(%t: tensor<1xi1>) -> tensor<i1> {
  // expected-error@+1 {{MEMREF009}}
  %0 = tensor.collapse_shape %t [[0]] : tensor<1xi1> into tensor<i1>
  return %0 : tensor<i1>
}

// -----

func.func @collapse_that_expands(%t: tensor<8xi32>) -> tensor<2x4xi32> {
  // expected-error@+1 {{MEMREF009}}
  %0 = tensor.collapse_shape %t [[0, 1]] : tensor<8xi32> into tensor<2x4xi32>
  return %0 : tensor<2x4xi32>
}
