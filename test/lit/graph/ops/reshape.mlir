// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE

// The same elements in another shape.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.reshape %x : tensor<2x6xf32> -> tensor<3x4xf32>
func.func @form(%x: tensor<2x6xf32>) -> tensor<3x4xf32> {
  %y = graph.reshape %x : tensor<2x6xf32> -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// Row-major order stays.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<{{\[\[}}1, 2], [3, 4], [5, 6]]> : tensor<3x2xi32>
func.func @value() -> tensor<3x2xi32> {
  %x = graph.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32>
  %y = graph.reshape %x : tensor<2x3xi32> -> tensor<3x2xi32>
  return %y : tensor<3x2xi32>
}
