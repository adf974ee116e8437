// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Elements by their mean and deviation over the trailing axes, times weights.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.layer_norm %x, %s, %b {axis = 2 : i64, epsilon = 1.000000e-05 : f64} : (tensor<2x3x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<2x3x4xf32>
func.func @form(%x: tensor<2x3x4xf32>, %s: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<2x3x4xf32> {
  %y = graph.layer_norm %x, %s, %b {axis = 2 : i64, epsilon = 1.000000e-05 : f64}
      : (tensor<2x3x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<2x3x4xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3x4xf32>
}

// Mean 2, variance 1; epsilon 3 makes the divisor the root of 4.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[-5.000000e-01, 1.000000e+00, -1.500000e+00, 2.000000e+00]> : tensor<4xf32>
func.func @value() -> tensor<4xf32> {
  %x = graph.constant dense<[1.0, 3.0, 1.0, 3.0]> : tensor<4xf32>
  %s = graph.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %y = graph.layer_norm %x, %s {axis = 0 : i64, epsilon = 3.0 : f64}
      : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
