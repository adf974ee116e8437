// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Elements by the sum of squares over neighbouring channels.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.lrn %x {alpha = 1.000000e-04 : f64, beta = 7.500000e-01 : f64, bias = 1.000000e+00 : f64, size = 5 : i64} : tensor<2x6x4xf32>
func.func @form(%x: tensor<2x6x4xf32>) -> tensor<2x6x4xf32> {
  %y = graph.lrn %x {alpha = 1.000000e-04 : f64, beta = 7.500000e-01 : f64,
      bias = 1.000000e+00 : f64, size = 5 : i64} : tensor<2x6x4xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x6x4xf32>
}

// One neighbour on each side: x / (1 + alpha / 3 * squares).
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<{{\[\[\[}}{{0\.16666[0-9]*|1\.6666[0-9]*e-01}}], [{{0\.20000[0-9]*|2\.0000[0-9]*e-01}}], [{{0\.22222[0-9]*|2\.2222[0-9]*e-01}}]]]> : tensor<1x3x1xf32>
func.func @value() -> tensor<1x3x1xf32> {
  %x = graph.constant dense<[[[1.0], [2.0], [2.0]]]> : tensor<1x3x1xf32>
  %y = graph.lrn %x {alpha = 3.0 : f64, beta = 1.0 : f64, bias = 1.0 : f64, size = 3 : i64}
      : tensor<1x3x1xf32>
  return %y : tensor<1x3x1xf32>
}
