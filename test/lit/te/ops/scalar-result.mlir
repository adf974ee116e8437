// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p lower-te-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// A reduction over everything leaves one element.
// CHECK:      te.compute axes() reduce(i = 4, j = 3) ins(%x[i, j]) combine mul
// LOOP-NOT:   EVAL
// LOOP:       loop.block
func.func @f(%x: tensor<4x3xf64>) -> tensor<f64> {
  %z = te.compute axes() reduce(i = 4, j = 3) ins(%x[i, j]) combine mul
      : tensor<4x3xf64> -> tensor<f64> {
  ^bb0(%a: f64):
    te.yield %a : f64
  }
  return %z : tensor<f64>
}
