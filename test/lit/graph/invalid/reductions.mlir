// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A matrix has no axis 2.
func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{GRAPH003: [2] are not distinct axes of a tensor of rank 2}}
  %y = graph.reduce_sum %x {axes = array<i64: 2>} : tensor<2x3xf32> -> tensor<2xf32>
  return
}

// -----

// Negative axes are resolved on import.
func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{GRAPH003}}
  %y = graph.reduce_max %x {axes = array<i64: -1>} : tensor<2x3xf32> -> tensor<2xf32>
  return
}

// -----

// An axis is reduced once.
func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{GRAPH003: [0, 0]}}
  %y = graph.reduce_min %x {axes = array<i64: 0, 0>} : tensor<2x3xf32> -> tensor<3xf32>
  return
}

// -----

// Kept axes have size one.
func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{GRAPH002: expected a result of shape [2, 1], got [2]}}
  %y = graph.reduce_prod %x {axes = array<i64: 1>, keep_dims = true}
      : tensor<2x3xf32> -> tensor<2xf32>
  return
}

// -----

// Positions are 64 bits wide.
func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{IR004: result `y` of `graph.argmax` must be}}
  %y = graph.argmax %x {axis = 0 : i64} : tensor<2x3xf32> -> tensor<3xi32>
  return
}

// -----

// A running sum runs along an axis that is there.
func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{GRAPH003}}
  %y = graph.cumsum %x {axis = 2 : i64} : tensor<2x3xf32>
  return
}
