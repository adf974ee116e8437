// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Elements by the mean and deviation that were learned for their channel.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.batch_norm %x, %s, %b, %m, %v {epsilon = 1.000000e+02 : f64} : (tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<2x3x4xf32>
func.func @form(%x: tensor<2x3x4xf32>, %s: tensor<3xf32>, %b: tensor<3xf32>, %m: tensor<3xf32>, %v: tensor<3xf32>)
    -> tensor<2x3x4xf32> {
  %y = graph.batch_norm %x, %s, %b, %m, %v {epsilon = 1.000000e+02 : f64}
      : (tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) ->
      tensor<2x3x4xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3x4xf32>
}

// (x - 1) / 2 * 3 + 10
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<{{\[\[\[}}1.600000e+01, 1.900000e+01]]]> : tensor<1x1x2xf32>
func.func @value() -> tensor<1x1x2xf32> {
  %x = graph.constant dense<[[[5.0, 7.0]]]> : tensor<1x1x2xf32>
  %s = graph.constant dense<[3.0]> : tensor<1xf32>
  %b = graph.constant dense<[10.0]> : tensor<1xf32>
  %m = graph.constant dense<[1.0]> : tensor<1xf32>
  %v = graph.constant dense<[3.0]> : tensor<1xf32>
  %y = graph.batch_norm %x, %s, %b, %m, %v {epsilon = 1.0 : f64}
      : (tensor<1x1x2xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) ->
      tensor<1x1x2xf32>
  return %y : tensor<1x1x2xf32>
}
