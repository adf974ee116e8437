// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Six questions can be asked.
func.func @f(%x: tensor<2xf32>) {
  // expected-error@+1 {{eq, ne, lt, le, gt or ge}}
  %z = graph.compare "like", %x, %x : tensor<2xf32>, tensor<2xf32> -> tensor<2xi1>
  return
}

// -----

// The answer is a bool.
func.func @f(%x: tensor<2xf32>) {
  // expected-error@+1 {{IR004: result `c` of `graph.compare` must be}}
  %z = graph.compare "lt", %x, %x : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  return
}
