// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// One of two elements, by a condition; all three shapes broadcast.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.select %c, %a, %b : (tensor<3xi1>, tensor<2x3xf32>, tensor<1xf32>) -> tensor<2x3xf32>
func.func @form(%c: tensor<3xi1>, %a: tensor<2x3xf32>, %b: tensor<1xf32>) -> tensor<2x3xf32> {
  %y = graph.select %c, %a, %b : (tensor<3xi1>, tensor<2x3xf32>, tensor<1xf32>) -> tensor<2x3xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3xf32>
}

// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[1, 4]> : tensor<2xi64>
func.func @value() -> tensor<2xi64> {
  %c = graph.constant dense<[true, false]> : tensor<2xi1>
  %a = graph.constant dense<[1, 2]> : tensor<2xi64>
  %b = graph.constant dense<[3, 4]> : tensor<2xi64>
  %y = graph.select %c, %a, %b : (tensor<2xi1>, tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
  return %y : tensor<2xi64>
}
