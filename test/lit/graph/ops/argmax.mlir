// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE

// The position of the largest element along an axis.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.argmax %x {axis = 0 : i64, last_index = true} : tensor<2x3xf32> -> tensor<3xi64>
func.func @form(%x: tensor<2x3xf32>) -> tensor<3xi64> {
  %y = graph.argmax %x {axis = 0 : i64, last_index = true} : tensor<2x3xf32> -> tensor<3xi64>
  return %y : tensor<3xi64>
}

// Of equal elements the first, unless the last is asked for.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<0> : tensor<2x1xi64>
func.func @value() -> tensor<2x1xi64> {
  %x = graph.constant dense<[[3.0, 1.0, 3.0, 1.0], [0.0, -1.0, -1.0, 0.0]]> : tensor<2x4xf32>
  %y = graph.argmax %x {axis = 1 : i64, keep_dims = true} : tensor<2x4xf32> -> tensor<2x1xi64>
  return %y : tensor<2x1xi64>
}
