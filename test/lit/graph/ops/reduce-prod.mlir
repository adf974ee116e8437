// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// The product along axes.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.reduce_prod %x {axes = array<i64: 0, 2>, keep_dims = true} : tensor<2x3x4xf32> -> tensor<1x3x1xf32>
func.func @form(%x: tensor<2x3x4xf32>) -> tensor<1x3x1xf32> {
  %y = graph.reduce_prod %x {axes = array<i64: 0, 2>, keep_dims = true}
      : tensor<2x3x4xf32> -> tensor<1x3x1xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<1x3x1xf32>
}

// Without `keep_dims` the axes are gone.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[6.000000e+00, -1.000000e+01]> : tensor<2xf32>
func.func @value() -> tensor<2xf32> {
  %x = graph.constant dense<[[1.0, 2.0, 3.0], [-4.0, 5.0, 0.5]]> : tensor<2x3xf32>
  %y = graph.reduce_prod %x {axes = array<i64: 1>} : tensor<2x3xf32> -> tensor<2xf32>
  return %y : tensor<2xf32>
}
