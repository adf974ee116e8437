// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Elements of another type.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.cast %x : tensor<2x3xf32> -> tensor<2x3xi32>
func.func @form(%x: tensor<2x3xf32>) -> tensor<2x3xi32> {
  %y = graph.cast %x : tensor<2x3xf32> -> tensor<2x3xi32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3xi32>
}

// Floats become integers by rounding toward zero.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[-1, 0, 2]> : tensor<3xi32>
func.func @value() -> tensor<3xi32> {
  %x = graph.constant dense<[-1.75, 0.5, 2.9]> : tensor<3xf32>
  %y = graph.cast %x : tensor<3xf32> -> tensor<3xi32>
  return %y : tensor<3xi32>
}
