// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Weights have the shape of the trailing axes.
func.func @f(%x: tensor<2x3x4xf32>, %s: tensor<3xf32>) {
  // expected-error@+1 {{GRAPH014: parameters of shape [3] do not fit an operand of shape [2, 3, 4]}}
  %y = graph.layer_norm %x, %s {axis = 2 : i64, epsilon = 0.1 : f64}
      : (tensor<2x3x4xf32>, tensor<3xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

// One parameter for each channel.
func.func @f(%x: tensor<2x3x4xf32>, %s: tensor<4xf32>) {
  // expected-error@+1 {{GRAPH014}}
  %y = graph.batch_norm %x, %s, %s, %s, %s {epsilon = 0.1 : f64}
      : (tensor<2x3x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) ->
      tensor<2x3x4xf32>
  return
}

// -----

// A vector has no channels.
func.func @f(%x: tensor<4xf32>) {
  // expected-error@+1 {{GRAPH014}}
  %y = graph.lrn %x {alpha = 1.0 : f64, beta = 1.0 : f64, bias = 1.0 : f64, size = 3 : i64}
      : tensor<4xf32>
  return
}

// -----

// No axis 3.
func.func @f(%x: tensor<2x3x4xf32>) {
  // expected-error@+1 {{GRAPH003: [3] are not distinct axes of a tensor of rank 3}}
  %y = graph.log_softmax %x {axis = 3 : i64} : tensor<2x3x4xf32>
  return
}
