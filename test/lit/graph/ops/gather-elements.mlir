// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// One element for each index.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.gather_elements %x, %i {axis = 2 : i64} : tensor<2x3x16xf32>, tensor<2x3x7xi64> -> tensor<2x3x7xf32>
func.func @form(%x: tensor<2x3x16xf32>, %i: tensor<2x3x7xi64>) -> tensor<2x3x7xf32> {
  %y = graph.gather_elements %x, %i {axis = 2 : i64}
      : tensor<2x3x16xf32>, tensor<2x3x7xi64> -> tensor<2x3x7xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3x7xf32>
}

// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<{{\[\[}}3, 1], [5, 6]]> : tensor<2x2xi32>
func.func @value() -> tensor<2x2xi32> {
  %x = graph.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32>
  %i = graph.constant dense<[[2, 0], [1, -1]]> : tensor<2x2xi64>
  %y = graph.gather_elements %x, %i {axis = 1 : i64}
      : tensor<2x3xi32>, tensor<2x2xi64> -> tensor<2x2xi32>
  return %y : tensor<2x2xi32>
}
