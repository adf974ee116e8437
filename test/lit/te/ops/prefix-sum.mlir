// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p lower-te-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// A condition cuts the box: each element is the sum of those up to it.
// CHECK:      reduce(j = 5) ins(%x[j]) combine add where j <= i
// LOOP-NOT:   EVAL
// LOOP:       loop.block
func.func @f(%x: tensor<5xf32>) -> tensor<5xf32> {
  %z = te.compute axes(i = 5) reduce(j = 5) ins(%x[j]) combine add where j <= i
      : tensor<5xf32> -> tensor<5xf32> {
  ^bb0(%a: f32):
    te.yield %a : f32
  }
  return %z : tensor<5xf32>
}
