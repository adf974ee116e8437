// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE

// Real numbers to integers on a grid.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.quantize %x, %s, %z : (tensor<2x3xf32>, tensor<f32>, tensor<i8>) -> tensor<2x3xi8>
func.func @form(%x: tensor<2x3xf32>, %s: tensor<f32>, %z: tensor<i8>) -> tensor<2x3xi8> {
  %y = graph.quantize %x, %s, %z : (tensor<2x3xf32>, tensor<f32>, tensor<i8>) -> tensor<2x3xi8>
  return %y : tensor<2x3xi8>
}

// 2.5 and 1.5 are ties, which go to 2; what is out of range becomes the end of it.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[3, 3, -128, 1]> : tensor<4xi8>
func.func @value() -> tensor<4xi8> {
  %x = graph.constant dense<[1.25, 0.75, -1000.0, 0.0]> : tensor<4xf32>
  %s = graph.constant dense<0.5> : tensor<f32>
  %z = graph.constant dense<1> : tensor<i8>
  %y = graph.quantize %x, %s, %z : (tensor<4xf32>, tensor<f32>, tensor<i8>) -> tensor<4xi8>
  return %y : tensor<4xi8>
}
