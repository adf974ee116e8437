// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Remainder of a division.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.mod %a, %b {truncate = true} : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
func.func @form(%a: tensor<2x3xf32>, %b: tensor<3xf32>) -> tensor<2x3xf32> {
  %y = graph.mod %a, %b {truncate = true} : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3xf32>
}

// The quotient is rounded down, so the result has the sign of the divisor.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[1, 2, -2, -1]> : tensor<4xi64>
func.func @value() -> tensor<4xi64> {
  %a = graph.constant dense<[7, -7, 7, -7]> : tensor<4xi64>
  %b = graph.constant dense<[3, 3, -3, -3]> : tensor<4xi64>
  %y = graph.mod %a, %b : tensor<4xi64>, tensor<4xi64> -> tensor<4xi64>
  return %y : tensor<4xi64>
}
