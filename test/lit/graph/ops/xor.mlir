// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Exactly one; shapes broadcast.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.xor %a, %b : tensor<2x3xi1>, tensor<3xi1> -> tensor<2x3xi1>
func.func @form(%a: tensor<2x3xi1>, %b: tensor<3xi1>) -> tensor<2x3xi1> {
  %y = graph.xor %a, %b : tensor<2x3xi1>, tensor<3xi1> -> tensor<2x3xi1>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3xi1>
}

// The row meets each row of the other operand.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<{{\[\[}}false, false], [false, true]]> : tensor<2x2xi1>
func.func @value() -> tensor<2x2xi1> {
  %a = graph.constant dense<[[true, false], [true, true]]> : tensor<2x2xi1>
  %b = graph.constant dense<[true, false]> : tensor<2xi1>
  %y = graph.xor %a, %b : tensor<2x2xi1>, tensor<2xi1> -> tensor<2x2xi1>
  return %y : tensor<2x2xi1>
}
