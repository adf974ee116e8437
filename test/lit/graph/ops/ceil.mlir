// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// The least integer that is not less.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.ceil %x : tensor<2x3xf32>
func.func @form(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %y = graph.ceil %x : tensor<2x3xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3xf32>
}

// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[-1.000000e+00, 1.000000e+00, 2.000000e+00]> : tensor<3xf32>
func.func @value() -> tensor<3xf32> {
  %x = graph.constant dense<[-1.5, 0.25, 2.0]> : tensor<3xf32>
  %y = graph.ceil %x : tensor<3xf32>
  return %y : tensor<3xf32>
}
