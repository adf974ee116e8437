// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// A question about two elements.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.compare "lt", %a, %b : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xi1>
func.func @form(%a: tensor<2x3xf32>, %b: tensor<3xf32>) -> tensor<2x3xi1> {
  %y = graph.compare "lt", %a, %b : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xi1>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3xi1>
}

// What is no number is not even greater or equal.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[true, false, false]> : tensor<3xi1>
func.func @value() -> tensor<3xi1> {
  %a = graph.constant dense<[1.0, 2.0, 0x7FC00000]> : tensor<3xf32>
  %b = graph.constant dense<[1.0, 3.0, 0.0]> : tensor<3xf32>
  %y = graph.compare "ge", %a, %b : tensor<3xf32>, tensor<3xf32> -> tensor<3xi1>
  return %y : tensor<3xi1>
}
