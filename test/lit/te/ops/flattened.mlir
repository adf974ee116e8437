// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p lower-te-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// The way back: a position falls into block and rest.
// CHECK:      te.compute axes(k = 8) ins(%x[k floordiv 4, k mod 4])
// LOOP-NOT:   EVAL
// LOOP:       loop.block
func.func @f(%x: tensor<2x4xf32>) -> tensor<8xf32> {
  %z = te.compute axes(k = 8) ins(%x[k floordiv 4, k mod 4]) : tensor<2x4xf32> -> tensor<8xf32> {
  ^bb0(%a: f32):
    te.yield %a : f32
  }
  return %z : tensor<8xf32>
}
