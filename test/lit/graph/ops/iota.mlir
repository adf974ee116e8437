// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// The position along an axis.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.iota {axis = 1 : i64} : tensor<2x3xi64>
func.func @form() -> tensor<2x3xi64> {
  %y = graph.iota {axis = 1 : i64} : tensor<2x3xi64>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3xi64>
}
