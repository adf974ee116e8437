// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Hyperbolic tangent.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.tanh %x : tensor<2x3xf32>
func.func @form(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %y = graph.tanh %x : tensor<2x3xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3xf32>
}

// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[0.000000e+00, {{0\.76159[0-9]*|7\.6159[0-9]*e-01}}, -{{0\.46211[0-9]*|4\.6211[0-9]*e-01}}]> : tensor<3xf32>
func.func @value() -> tensor<3xf32> {
  %x = graph.constant dense<[0.0, 1.0, -0.5]> : tensor<3xf32>
  %y = graph.tanh %x : tensor<3xf32>
  return %y : tensor<3xf32>
}
