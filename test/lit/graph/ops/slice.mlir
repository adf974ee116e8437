// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Elements from a start on, by steps that may go backwards.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.slice %x {starts = array<i64: 0, 5>, steps = array<i64: 1, -2>} : tensor<2x6xf32> -> tensor<2x3xf32>
func.func @form(%x: tensor<2x6xf32>) -> tensor<2x3xf32> {
  %y = graph.slice %x {starts = array<i64: 0, 5>, steps = array<i64: 1, -2>}
      : tensor<2x6xf32> -> tensor<2x3xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3xf32>
}

// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[5, 3, 1]> : tensor<3xi32>
func.func @value() -> tensor<3xi32> {
  %x = graph.constant dense<[0, 1, 2, 3, 4, 5]> : tensor<6xi32>
  %y = graph.slice %x {starts = array<i64: 5>, steps = array<i64: -2>}
      : tensor<6xi32> -> tensor<3xi32>
  return %y : tensor<3xi32>
}
