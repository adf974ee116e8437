// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A vector is no matrix.
func.func @f(%a: tensor<4xf32>, %b: tensor<4x2xf32>) {
  // expected-error@+1 {{GRAPH010: shapes [4] and [4, 2] do not multiply}}
  %c = graph.matmul %a, %b : tensor<4xf32>, tensor<4x2xf32> -> tensor<2xf32>
  return
}

// -----

// Leading axes that do not broadcast.
func.func @f(%a: tensor<2x4x4xf32>, %b: tensor<3x4x4xf32>) {
  // expected-error@+1 {{GRAPH010}}
  %c = graph.matmul %a, %b : tensor<2x4x4xf32>, tensor<3x4x4xf32> -> tensor<3x4x4xf32>
  return
}

// -----

// Rows of the left, columns of the right.
func.func @f(%a: tensor<2x4xf32>, %b: tensor<4x3xf32>) {
  // expected-error@+1 {{GRAPH002: expected a result of shape [2, 3], got [3, 2]}}
  %c = graph.matmul %a, %b : tensor<2x4xf32>, tensor<4x3xf32> -> tensor<3x2xf32>
  return
}
