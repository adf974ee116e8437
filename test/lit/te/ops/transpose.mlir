// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p lower-te-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Axes in another order: indices are what the axes stand for.
// CHECK:      te.compute axes(i = 3, j = 2) ins(%x[j, i])
// LOOP-NOT:   EVAL
// LOOP:       loop.block
func.func @f(%x: tensor<2x3xi64>) -> tensor<3x2xi64> {
  %z = te.compute axes(i = 3, j = 2) ins(%x[j, i]) : tensor<2x3xi64> -> tensor<3x2xi64> {
  ^bb0(%a: i64):
    te.yield %a : i64
  }
  return %z : tensor<3x2xi64>
}
