// RUN: terrace opt %s --split-input-file --verify-diagnostics

// The result has the type of the operand.
func.func @f(%x: tensor<2xf32>) {
  // expected-error@+1 {{IR017}}
  %y = "graph.abs"(%x) : (tensor<2xf32>) -> tensor<3xf32>
  return
}

// -----

// A root of integers is no integer.
func.func @f(%x: tensor<2xi32>) {
  // expected-error@+2 {{IR003: operand `x` of `graph.sqrt` must be}}
  // expected-error@+1 {{IR004: result `y`}}
  %y = graph.sqrt %x : tensor<2xi32>
  return
}

// -----

// Numbers are not negated as bools are.
func.func @f(%x: tensor<2xf32>) {
  // expected-error@+2 {{IR003}}
  // expected-error@+1 {{IR004}}
  %y = graph.not %x : tensor<2xf32>
  return
}

// -----

// An operation on tensors takes no scalar.
func.func @f(%x: f32) {
  // expected-error@+2 {{IR003}}
  // expected-error@+1 {{IR004}}
  %y = graph.relu %x : f32
  return
}

// -----

// The formula has two names.
func.func @f(%x: tensor<2xf32>) {
  // expected-error@+1 {{none or tanh}}
  %y = graph.gelu %x {approximate = "fast"} : tensor<2xf32>
  return
}
