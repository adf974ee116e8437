// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE

// The largest or smallest elements along an axis, in order, with their positions.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.topk %x {axis = 2 : i64, largest = false} : tensor<2x3x4xf32> -> tensor<2x3x2xf32>, tensor<2x3x2xi64>
func.func @form(%x: tensor<2x3x4xf32>) -> (tensor<2x3x2xf32>, tensor<2x3x2xi64>) {
  %v, %p = graph.topk %x {axis = 2 : i64, largest = false}
      : tensor<2x3x4xf32> -> tensor<2x3x2xf32>, tensor<2x3x2xi64>
  return %v, %p : tensor<2x3x2xf32>, tensor<2x3x2xi64>
}

// Of equal elements the first comes first.
// VALUE-LABEL: func.func @value(
// VALUE-DAG:     graph.constant dense<[5.000000e+00, 3.000000e+00, 3.000000e+00]> : tensor<3xf32>
// VALUE-DAG:     graph.constant dense<[3, 0, 2]> : tensor<3xi64>
func.func @value() -> (tensor<3xf32>, tensor<3xi64>) {
  %x = graph.constant dense<[3.0, 1.0, 3.0, 5.0]> : tensor<4xf32>
  %v, %p = graph.topk %x {axis = 0 : i64} : tensor<4xf32> -> tensor<3xf32>, tensor<3xi64>
  return %v, %p : tensor<3xf32>, tensor<3xi64>
}
