// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Positions are integers.
func.func @f(%x: tensor<4xf32>, %i: tensor<2xf32>) {
  // expected-error@+1 {{IR003: operand `indices` of `graph.gather` must be}}
  %y = graph.gather %x, %i {axis = 0 : i64} : tensor<4xf32>, tensor<2xf32> -> tensor<2xf32>
  return
}

// -----

// No axis 1.
func.func @f(%x: tensor<4xf32>, %i: tensor<2xi64>) {
  // expected-error@+1 {{GRAPH003}}
  %y = graph.gather %x, %i {axis = 1 : i64} : tensor<4xf32>, tensor<2xi64> -> tensor<2xf32>
  return
}

// -----

// Element indices have the rank of the operand.
func.func @f(%x: tensor<4x4xf32>, %i: tensor<2xi64>) {
  // expected-error@+1 {{GRAPH030: indices of shape [2] do not pick from [4, 4]}}
  %y = graph.gather_elements %x, %i {axis = 0 : i64}
      : tensor<4x4xf32>, tensor<2xi64> -> tensor<2xf32>
  return
}

// -----

// Nowhere larger but along the axis.
func.func @f(%x: tensor<4x4xf32>, %i: tensor<2x5xi64>) {
  // expected-error@+1 {{GRAPH030}}
  %y = graph.gather_elements %x, %i {axis = 0 : i64}
      : tensor<4x4xf32>, tensor<2x5xi64> -> tensor<2x5xf32>
  return
}

// -----

// A tuple of three for two axes.
func.func @f(%x: tensor<4x4xf32>, %i: tensor<2x3xi64>) {
  // expected-error@+1 {{GRAPH030}}
  %y = graph.gather_nd %x, %i {batch_dims = 0 : i64}
      : tensor<4x4xf32>, tensor<2x3xi64> -> tensor<2xf32>
  return
}

// -----

// Shared axes have one size.
func.func @f(%x: tensor<4x4xf32>, %i: tensor<2x1xi64>) {
  // expected-error@+1 {{GRAPH030}}
  %y = graph.gather_nd %x, %i {batch_dims = 1 : i64}
      : tensor<4x4xf32>, tensor<2x1xi64> -> tensor<2xf32>
  return
}

// -----

// Five of four.
func.func @f(%x: tensor<4xf32>) {
  // expected-error@+1 {{GRAPH031: results of shape [5] and [5] are no selection from [4] along axis 0}}
  %v, %p = graph.topk %x {axis = 0 : i64} : tensor<4xf32> -> tensor<5xf32>, tensor<5xi64>
  return
}

// -----

// As many positions as values.
func.func @f(%x: tensor<4xf32>) {
  // expected-error@+1 {{GRAPH031}}
  %v, %p = graph.topk %x {axis = 0 : i64} : tensor<4xf32> -> tensor<2xf32>, tensor<3xi64>
  return
}
