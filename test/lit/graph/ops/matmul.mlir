// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// A matrix product for each matrix of the leading axes.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.matmul %a, %b : tensor<5x4x8xf32>, tensor<8x6xf32> -> tensor<5x4x6xf32>
func.func @form(%a: tensor<5x4x8xf32>, %b: tensor<8x6xf32>) -> tensor<5x4x6xf32> {
  %y = graph.matmul %a, %b : tensor<5x4x8xf32>, tensor<8x6xf32> -> tensor<5x4x6xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<5x4x6xf32>
}

// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<{{\[\[}}2.500000e+00, 3.000000e+00, 6.000000e+00], [5.500000e+00, 5.000000e+00, 1.200000e+01]]> : tensor<2x3xf32>
func.func @value() -> tensor<2x3xf32> {
  %a = graph.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %b = graph.constant dense<[[0.5, -1.0, 0.0], [1.0, 2.0, 3.0]]> : tensor<2x3xf32>
  %y = graph.matmul %a, %b : tensor<2x2xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}
