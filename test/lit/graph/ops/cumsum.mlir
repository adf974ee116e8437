// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE

// Running sums along an axis.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.cumsum %x {axis = 1 : i64, exclusive = true} : tensor<2x3xf32>
func.func @form(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %y = graph.cumsum %x {axis = 1 : i64, exclusive = true} : tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// From the end, each without the element itself.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[6.000000e+00, 4.000000e+00, 0.000000e+00]> : tensor<3xf32>
func.func @value() -> tensor<3xf32> {
  %x = graph.constant dense<[1.0, 2.0, 4.0]> : tensor<3xf32>
  %y = graph.cumsum %x {axis = 0 : i64, exclusive = true, reverse = true} : tensor<3xf32>
  return %y : tensor<3xf32>
}
