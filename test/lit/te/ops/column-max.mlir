// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p lower-te-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// A reduction over the outer axis.
// CHECK:      te.compute axes(j = 3) reduce(i = 4) ins(%x[i, j]) combine max
// LOOP-NOT:   EVAL
// LOOP:       loop.block
func.func @f(%x: tensor<4x3xf32>) -> tensor<3xf32> {
  %z = te.compute axes(j = 3) reduce(i = 4) ins(%x[i, j]) combine max
      : tensor<4x3xf32> -> tensor<3xf32> {
  ^bb0(%a: f32):
    te.yield %a : f32
  }
  return %z : tensor<3xf32>
}
