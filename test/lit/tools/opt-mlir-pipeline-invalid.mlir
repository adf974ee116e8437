// REQUIRES: terrace-mlir
// RUN: terrace opt %s --mlir-pipeline=cse --split-input-file --verify-diagnostics

// An operation that is ours alone, inside another one.
func.func @ours(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{MLIR001: upstream MLIR has no operation `graph.relu`}}
  %y = graph.relu %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// Upstream has no calls between tensors and what is lowered already.
func.func private @kernel(memref<4xf32>)
func.func @host(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{MLIR004: upstream MLIR says: 'func.call' op operand type mismatch}}
  %r = func.call @kernel(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}
