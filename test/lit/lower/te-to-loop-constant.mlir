// RUN: terrace opt %s -p lower-te-to-loop --verify-diagnostics

// A kernel with a tensor constant: buffers are arguments, so the host must pass it.
func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error@+1 {{LOWER010: `graph.constant` has no form over buffers}}
  %w = graph.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %y = te.compute axes(i = 2) ins(%x[i], %w[i]) : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32> {
  ^bb0(%a: f32, %b: f32):
    %s = arith.addf %a, %b : f32
    te.yield %s : f32
  }
  return %y : tensor<2xf32>
}
