// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p lower-te-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// One axis twice in one operand.
// CHECK:      te.compute axes(i = 3) ins(%x[i, i])
// LOOP-NOT:   EVAL
// LOOP:       loop.block
func.func @f(%x: tensor<3x3xf32>) -> tensor<3xf32> {
  %z = te.compute axes(i = 3) ins(%x[i, i]) : tensor<3x3xf32> -> tensor<3xf32> {
  ^bb0(%a: f32):
    te.yield %a : f32
  }
  return %z : tensor<3xf32>
}
