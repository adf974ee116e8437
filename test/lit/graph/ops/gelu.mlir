// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Gaussian error linear unit, in one of two formulas.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.gelu %x {approximate = "tanh"} : tensor<2x3xf32>
func.func @form(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %y = graph.gelu %x {approximate = "tanh"} : tensor<2x3xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3xf32>
}

// The exact formula, by the error function.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[0.000000e+00, {{0\.84134[0-9]*|8\.4134[0-9]*e-01}}, -{{0\.15865[0-9]*|1\.5865[0-9]*e-01}}]> : tensor<3xf32>
func.func @value() -> tensor<3xf32> {
  %x = graph.constant dense<[0.0, 1.0, -1.0]> : tensor<3xf32>
  %y = graph.gelu %x {approximate = "none"} : tensor<3xf32>
  return %y : tensor<3xf32>
}
