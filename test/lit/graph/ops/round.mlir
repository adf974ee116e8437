// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// The nearest integer.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.round %x : tensor<2x3xf32>
func.func @form(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %y = graph.round %x : tensor<2x3xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3xf32>
}

// Ties go to the even neighbour.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[0.000000e+00, 2.000000e+00, 2.000000e+00, -3.000000e+00]> : tensor<4xf32>
func.func @value() -> tensor<4xf32> {
  %x = graph.constant dense<[0.5, 1.5, 2.5, -2.75]> : tensor<4xf32>
  %y = graph.round %x : tensor<4xf32>
  return %y : tensor<4xf32>
}
