// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Blocks of a dimension that is not there.
func.func @f(%x: tensor<4xf32>) {
  // expected-error@+1 {{GRAPH061: layout with dims [1] and sizes [2] does not fit shape [4]}}
  %y = graph.relayout %x : tensor<4xf32> -> tensor<4xf32, #graph.layout<dims = [1], sizes = [2]>>
  return
}

// -----

// Three does not divide four.
func.func @f(%x: tensor<4xf32>) {
  // expected-error@+1 {{GRAPH061}}
  %y = graph.relayout %x : tensor<4xf32> -> tensor<4xf32, #graph.layout<dims = [0], sizes = [3]>>
  return
}

// -----

// Matrix products know rows and columns only.
func.func @f(%x: tensor<4x4xf32, #graph.layout<dims = [1], sizes = [2]>>, %w: tensor<4x4xf32>) {
  // expected-error@+1 {{GRAPH060}}
  %y = graph.matmul %x, %w
      : tensor<4x4xf32, #graph.layout<dims = [1], sizes = [2]>>, tensor<4x4xf32> -> tensor<4x4xf32>
  return
}
