// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Negation of bools.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.not %x : tensor<2x3xi1>
func.func @form(%x: tensor<2x3xi1>) -> tensor<2x3xi1> {
  %y = graph.not %x : tensor<2x3xi1>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3xi1>
}

// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[false, true]> : tensor<2xi1>
func.func @value() -> tensor<2xi1> {
  %x = graph.constant dense<[true, false]> : tensor<2xi1>
  %y = graph.not %x : tensor<2xi1>
  return %y : tensor<2xi1>
}
