// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// The maximum of each window.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.max_pool %x {dilations = array<i64: 1, 1>, kernel = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>} : tensor<1x4x9x10xf32> -> tensor<1x4x4x5xf32>
func.func @form(%x: tensor<1x4x9x10xf32>) -> tensor<1x4x4x5xf32> {
  %y = graph.max_pool %x {dilations = array<i64: 1, 1>, kernel = array<i64: 2, 2>,
      pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>} : tensor<1x4x9x10xf32> ->
      tensor<1x4x4x5xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<1x4x4x5xf32>
}

// Elements two apart. Padding is never the maximum, not even of negative numbers.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<{{\[\[\[}}-2.000000e+00, -1.000000e+00, -2.000000e+00, -3.000000e+00]]]> : tensor<1x1x4xf32>
func.func @value() -> tensor<1x1x4xf32> {
  %x = graph.constant dense<[[[-1.0, -2.0, -3.0, -4.0, -5.0]]]> : tensor<1x1x5xf32>
  %y = graph.max_pool %x {dilations = array<i64: 2>, kernel = array<i64: 2>,
      pads = array<i64: 1, 0>, strides = array<i64: 1>} : tensor<1x1x5xf32> -> tensor<1x1x4xf32>
  return %y : tensor<1x1x4xf32>
}
