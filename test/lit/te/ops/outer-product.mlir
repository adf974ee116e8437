// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p lower-te-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Every pair of two vectors: an operand need not use all axes.
// CHECK:      te.compute axes(i = 3, j = 4) ins(%x[i], %y[j])
// LOOP-NOT:   EVAL
// LOOP:       loop.block
func.func @f(%x: tensor<3xf32>, %y: tensor<4xf32>) -> tensor<3x4xf32> {
  %z = te.compute axes(i = 3, j = 4) ins(%x[i], %y[j])
      : tensor<3xf32>, tensor<4xf32> -> tensor<3x4xf32> {
  ^bb0(%a: f32, %b: f32):
    %p = arith.mulf %a, %b : f32
    te.yield %p : f32
  }
  return %z : tensor<3x4xf32>
}
