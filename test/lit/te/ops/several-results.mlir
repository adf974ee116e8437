// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p lower-te-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Sum and maximum of each row in one walk over it.
// CHECK:      combine add, max
// LOOP-NOT:   EVAL
// LOOP:       loop.block
func.func @f(%x: tensor<4x3xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %s, %m = te.compute axes(i = 4) reduce(j = 3) ins(%x[i, j]) combine add, max
      : tensor<4x3xf32> -> tensor<4xf32>, tensor<4xf32> {
  ^bb0(%a: f32):
    te.yield %a, %a : f32, f32
  }
  return %s, %m : tensor<4xf32>, tensor<4xf32>
}
