// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Two scales without an axis.
func.func @f(%x: tensor<2x3xf32>, %s: tensor<2xf32>, %z: tensor<2xi8>) {
  // expected-error@+1 {{GRAPH040: scale [2] and zero point [2] do not fit an operand of shape [2, 3]}}
  %y = graph.quantize %x, %s, %z : (tensor<2x3xf32>, tensor<2xf32>, tensor<2xi8>) -> tensor<2x3xi8>
  return
}

// -----

// One scale for each index of the axis.
func.func @f(%x: tensor<2x3xi8>, %s: tensor<2xf32>, %z: tensor<2xi8>) {
  // expected-error@+1 {{GRAPH040}}
  %y = graph.dequantize %x, %s, %z {axis = 1 : i64}
      : (tensor<2x3xi8>, tensor<2xf32>, tensor<2xi8>) -> tensor<2x3xf32>
  return
}

// -----

// The zero point lies on the grid.
func.func @f(%x: tensor<2xf32>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error@+1 {{IR017}}
  %y = graph.quantize %x, %s, %z : (tensor<2xf32>, tensor<f32>, tensor<i32>) -> tensor<2xi8>
  return
}
