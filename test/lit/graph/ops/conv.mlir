// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// A convolution in groups, with steps and padding.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.conv %x, %w, %b {dilations = array<i64: 1, 1>, groups = 2 : i64, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>} : (tensor<1x4x9x10xf32>, tensor<6x2x3x3xf32>, tensor<6xf32>) -> tensor<1x6x5x5xf32>
func.func @form(%x: tensor<1x4x9x10xf32>, %w: tensor<6x2x3x3xf32>, %b: tensor<6xf32>)
    -> tensor<1x6x5x5xf32> {
  %y = graph.conv %x, %w, %b {dilations = array<i64: 1, 1>, groups = 2 : i64,
      pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>} : (tensor<1x4x9x10xf32>,
      tensor<6x2x3x3xf32>, tensor<6xf32>) -> tensor<1x6x5x5xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<1x6x5x5xf32>
}

// One axis, every second position, zeros around; the bias is added once.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<{{\[\[\[}}1.000000e+01, 1.100000e+01]]]> : tensor<1x1x2xf32>
func.func @value() -> tensor<1x1x2xf32> {
  %x = graph.constant dense<[[[1.0, 2.0, 3.0, 4.0]]]> : tensor<1x1x4xf32>
  %w = graph.constant dense<[[[1.0, -1.0, 0.5]]]> : tensor<1x1x3xf32>
  %b = graph.constant dense<[10.0]> : tensor<1xf32>
  %y = graph.conv %x, %w, %b {dilations = array<i64: 1>, groups = 1 : i64, pads = array<i64: 1, 1>,
      strides = array<i64: 2>} : (tensor<1x1x4xf32>, tensor<1x1x3xf32>, tensor<1xf32>) ->
      tensor<1x1x2xf32>
  return %y : tensor<1x1x2xf32>
}
