// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Slices at the indices of one axis.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.gather %x, %i {axis = 1 : i64} : tensor<2x16x4xf32>, tensor<5x6xi64> -> tensor<2x5x6x4xf32>
func.func @form(%x: tensor<2x16x4xf32>, %i: tensor<5x6xi64>) -> tensor<2x5x6x4xf32> {
  %y = graph.gather %x, %i {axis = 1 : i64}
      : tensor<2x16x4xf32>, tensor<5x6xi64> -> tensor<2x5x6x4xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x5x6x4xf32>
}

// A negative index counts from the end.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<{{\[\[}}3, 1], [6, 4]]> : tensor<2x2xi32>
func.func @value() -> tensor<2x2xi32> {
  %x = graph.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32>
  %i = graph.constant dense<[2, -3]> : tensor<2xi64>
  %y = graph.gather %x, %i {axis = 1 : i64} : tensor<2x3xi32>, tensor<2xi64> -> tensor<2x2xi32>
  return %y : tensor<2x2xi32>
}
