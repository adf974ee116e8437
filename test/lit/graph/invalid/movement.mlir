// RUN: terrace opt %s --split-input-file --verify-diagnostics

// An order names every axis once.
func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{GRAPH003}}
  %y = graph.transpose %x {perm = array<i64: 0, 0>} : tensor<2x3xf32> -> tensor<2x2xf32>
  return
}

// -----

// Axes and sizes move together.
func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{GRAPH002: expected a result of shape [3, 2], got [2, 3]}}
  %y = graph.transpose %x {perm = array<i64: 1, 0>} : tensor<2x3xf32> -> tensor<2x3xf32>
  return
}

// -----

// Parts agree in all other axes.
func.func @f(%x: tensor<2x3xf32>, %z: tensor<3x3xf32>) {
  // expected-error@+1 {{GRAPH022: [2, 3] and [3, 3] do not join along axis 1}}
  %y = graph.concat %x, %z {axis = 1 : i64} : tensor<2x3xf32>, tensor<3x3xf32> -> tensor<2x6xf32>
  return
}

// -----

// Nothing cannot be joined.
func.func @f() {
  // expected-error@+1 {{GRAPH022}}
  %y = "graph.concat"() {axis = 0 : i64} : () -> tensor<0xf32>
  return
}

// -----

// One start and one step for each axis.
func.func @f(%x: tensor<4x4xf32>) {
  // expected-error@+1 {{GRAPH023}}
  %y = graph.slice %x {starts = array<i64: 0>, steps = array<i64: 1>}
      : tensor<4x4xf32> -> tensor<2x4xf32>
  return
}

// -----

// A step of zero goes nowhere.
func.func @f(%x: tensor<4xf32>) {
  // expected-error@+1 {{GRAPH023}}
  %y = graph.slice %x {starts = array<i64: 0>, steps = array<i64: 0>}
      : tensor<4xf32> -> tensor<4xf32>
  return
}

// -----

// Backwards from the second element there are two.
func.func @f(%x: tensor<4xf32>) {
  // expected-error@+1 {{GRAPH023}}
  %y = graph.slice %x {starts = array<i64: 1>, steps = array<i64: -1>}
      : tensor<4xf32> -> tensor<3xf32>
  return
}

// -----

// More is taken away than there is.
func.func @f(%x: tensor<4xf32>, %z: tensor<f32>) {
  // expected-error@+1 {{GRAPH024: low [-2] and high [-3] do not pad [4]}}
  %y = graph.pad %x, %z {high = array<i64: -3>, low = array<i64: -2>, mode = "constant"}
      : tensor<4xf32>, tensor<f32> -> tensor<0xf32>
  return
}

// -----

// What is added is one element.
func.func @f(%x: tensor<4xf32>, %z: tensor<2xf32>) {
  // expected-error@+1 {{GRAPH024}}
  %y = graph.pad %x, %z {high = array<i64: 1>, low = array<i64: 0>, mode = "constant"}
      : tensor<4xf32>, tensor<2xf32> -> tensor<5xf32>
  return
}

// -----

// The way to pad has a name.
func.func @f(%x: tensor<4xf32>, %z: tensor<f32>) {
  // expected-error@+1 {{constant, edge}}
  %y = graph.pad %x, %z {high = array<i64: 1>, low = array<i64: 0>, mode = "mirror"}
      : tensor<4xf32>, tensor<f32> -> tensor<5xf32>
  return
}

// -----

// Positions of an axis that is not there.
func.func @f() {
  // expected-error@+1 {{GRAPH003}}
  %y = graph.iota {axis = 1 : i64} : tensor<3xi64>
  return
}

// -----

// A constant has the type of its elements.
func.func @f() {
  // expected-error@+1 {{GRAPH002: expected a result of shape [2], got [3]}}
  %y = "graph.constant"() {value = dense<1.0> : tensor<2xf32>} : () -> tensor<3xf32>
  return
}
