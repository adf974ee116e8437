// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Both operands have one element type.
func.func @f(%x: tensor<2xf32>, %y: tensor<2xf16>) {
  // expected-error@+1 {{IR017}}
  %z = graph.add %x, %y : tensor<2xf32>, tensor<2xf16> -> tensor<2xf32>
  return
}

// -----

// A rank is no excuse: the last axes meet.
func.func @f(%x: tensor<3x2xf32>, %y: tensor<3xf32>) {
  // expected-error@+1 {{GRAPH001: shapes [3, 2] and [3] do not broadcast}}
  %z = graph.sub %x, %y : tensor<3x2xf32>, tensor<3xf32> -> tensor<3x2xf32>
  return
}

// -----

// The result is as large as the broadcast.
func.func @f(%x: tensor<3x1xf32>, %y: tensor<2xf32>) {
  // expected-error@+1 {{GRAPH002: expected a result of shape [3, 2], got [3, 1]}}
  %z = graph.max %x, %y : tensor<3x1xf32>, tensor<2xf32> -> tensor<3x1xf32>
  return
}

// -----

// Logic is for bools.
func.func @f(%x: tensor<2xi8>) {
  // expected-error@+3 {{IR003: operand `a`}}
  // expected-error@+2 {{IR003: operand `b`}}
  // expected-error@+1 {{IR004}}
  %z = graph.and %x, %x : tensor<2xi8>, tensor<2xi8> -> tensor<2xi8>
  return
}
