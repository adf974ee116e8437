// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Elements repeated along axes of size one, and along new ones.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.broadcast %x : tensor<2x1xf32> -> tensor<5x2x3xf32>
func.func @form(%x: tensor<2x1xf32>) -> tensor<5x2x3xf32> {
  %y = graph.broadcast %x : tensor<2x1xf32> -> tensor<5x2x3xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<5x2x3xf32>
}

// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<{{\[\[}}1, 1, 1], [2, 2, 2]]> : tensor<2x3xi32>
func.func @value() -> tensor<2x3xi32> {
  %x = graph.constant dense<[[1], [2]]> : tensor<2x1xi32>
  %y = graph.broadcast %x : tensor<2x1xi32> -> tensor<2x3xi32>
  return %y : tensor<2x3xi32>
}
