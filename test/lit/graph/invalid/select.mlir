// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A condition is a bool.
func.func @f(%c: tensor<2xi32>, %x: tensor<2xf32>) {
  // expected-error@+1 {{IR003: operand `condition` of `graph.select` must be}}
  %z = graph.select %c, %x, %x : (tensor<2xi32>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

// One choice for two elements, one for three.
func.func @f(%c: tensor<2xi1>, %x: tensor<3xf32>) {
  // expected-error@+1 {{GRAPH001}}
  %z = graph.select %c, %x, %x : (tensor<2xi1>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return
}
