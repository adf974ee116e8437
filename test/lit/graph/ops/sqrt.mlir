// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Square root.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.sqrt %x : tensor<2x3xf32>
func.func @form(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %y = graph.sqrt %x : tensor<2x3xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3xf32>
}

// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[0.000000e+00, 1.4142{{[0-9e+]*}}, 2.500000e+00]> : tensor<3xf32>
func.func @value() -> tensor<3xf32> {
  %x = graph.constant dense<[0.0, 2.0, 6.25]> : tensor<3xf32>
  %y = graph.sqrt %x : tensor<3xf32>
  return %y : tensor<3xf32>
}
