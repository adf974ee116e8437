// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p lower-te-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Neighbours on both sides, zero beyond the ends.
// CHECK:      te.compute axes(i = 6) ins(%x[i - 1] else 0.000000e+00 : f32, %x[i], %x[i + 1] else 0.000000e+00 : f32)
// LOOP-NOT:   EVAL
// LOOP:       loop.block
func.func @f(%x: tensor<6xf32>) -> tensor<6xf32> {
  %z = te.compute axes(i = 6) ins(%x[i - 1] else 0.0 : f32, %x[i], %x[i + 1] else 0.0 : f32)
      : tensor<6xf32>, tensor<6xf32>, tensor<6xf32> -> tensor<6xf32> {
  ^bb0(%l: f32, %m: f32, %r: f32):
    %a = arith.addf %l, %m : f32
    %b = arith.addf %a, %r : f32
    te.yield %b : f32
  }
  return %z : tensor<6xf32>
}
