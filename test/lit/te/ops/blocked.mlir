// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p lower-te-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Floor and remainder: an axis in blocks of four.
// CHECK:      te.compute axes(b = 2, i = 4, n = 3) ins(%x[n, b * 4 + i])
// LOOP-NOT:   EVAL
// LOOP:       loop.block
func.func @f(%x: tensor<3x8xf32>) -> tensor<2x4x3xf32> {
  %z = te.compute axes(b = 2, i = 4, n = 3) ins(%x[n, 4 * b + i])
      : tensor<3x8xf32> -> tensor<2x4x3xf32> {
  ^bb0(%a: f32):
    te.yield %a : f32
  }
  return %z : tensor<2x4x3xf32>
}
