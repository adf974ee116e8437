// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE

// Slices at index tuples.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.gather_nd %x, %i {batch_dims = 1 : i64} : tensor<2x3x4xf32>, tensor<2x5x1xi64> -> tensor<2x5x4xf32>
func.func @form(%x: tensor<2x3x4xf32>, %i: tensor<2x5x1xi64>) -> tensor<2x5x4xf32> {
  %y = graph.gather_nd %x, %i {batch_dims = 1 : i64}
      : tensor<2x3x4xf32>, tensor<2x5x1xi64> -> tensor<2x5x4xf32>
  return %y : tensor<2x5x4xf32>
}

// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[3, 4]> : tensor<2xi32>
func.func @value() -> tensor<2xi32> {
  %x = graph.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32>
  %i = graph.constant dense<[[0, 2], [1, 0]]> : tensor<2x2xi64>
  %y = graph.gather_nd %x, %i {batch_dims = 0 : i64}
      : tensor<2x3xi32>, tensor<2x2xi64> -> tensor<2xi32>
  return %y : tensor<2xi32>
}
