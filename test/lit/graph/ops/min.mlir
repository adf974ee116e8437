// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// The lesser element; shapes broadcast.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.min %a, %b : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
func.func @form(%a: tensor<2x3xf32>, %b: tensor<3xf32>) -> tensor<2x3xf32> {
  %y = graph.min %a, %b : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3xf32>
}

// The row meets each row of the other operand.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<{{\[\[}}5.000000e-01, 2.000000e+00], [5.000000e-01, -4.000000e+00]]> : tensor<2x2xf32>
func.func @value() -> tensor<2x2xf32> {
  %a = graph.constant dense<[[1.0, 2.0], [3.0, -4.0]]> : tensor<2x2xf32>
  %b = graph.constant dense<[0.5, 2.0]> : tensor<2xf32>
  %y = graph.min %a, %b : tensor<2x2xf32>, tensor<2xf32> -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}
