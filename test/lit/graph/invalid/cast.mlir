// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Elements change, the shape does not.
func.func @f(%x: tensor<2xf32>) {
  // expected-error@+1 {{IR017}}
  %z = graph.cast %x : tensor<2xf32> -> tensor<3xi32>
  return
}
