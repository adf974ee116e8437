// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE

// Integers on a grid to real numbers.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.dequantize %x, %s, %z {axis = 1 : i64} : (tensor<2x3xi8>, tensor<3xf32>, tensor<3xi8>) -> tensor<2x3xf32>
func.func @form(%x: tensor<2x3xi8>, %s: tensor<3xf32>, %z: tensor<3xi8>) -> tensor<2x3xf32> {
  %y = graph.dequantize %x, %s, %z {axis = 1 : i64}
      : (tensor<2x3xi8>, tensor<3xf32>, tensor<3xi8>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// The difference does not wrap.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[0.000000e+00, 1.275000e+02]> : tensor<2xf32>
func.func @value() -> tensor<2xf32> {
  %x = graph.constant dense<[-128, 127]> : tensor<2xi8>
  %s = graph.constant dense<0.5> : tensor<f32>
  %z = graph.constant dense<-128> : tensor<i8>
  %y = graph.dequantize %x, %s, %z : (tensor<2xi8>, tensor<f32>, tensor<i8>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}
