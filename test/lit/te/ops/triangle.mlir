// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s --print-op-generic | terrace opt - | FileCheck %s

// Conditions cut the box of axes; several results have a combiner each.
// CHECK-LABEL: func.func @triangle
func.func @triangle(%x: tensor<4x4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK: combine add, min where m <= n and m + n * 2 <= 7 and m - n * 3 == 0 :
  // CHECK-SAME: tensor<4x4xf32> -> tensor<4xf32>, tensor<4xf32>
  %s:2 = te.compute axes(m = 4) reduce(n = 4) ins(%x[m, n]) combine add, min
      where m <= n and m + 2 * n <= 7 and m == 3 * n
      : tensor<4x4xf32> -> tensor<4xf32>, tensor<4xf32> {
  ^bb0(%e: f32):
    te.yield %e, %e : f32, f32
  }
  return %s#0, %s#1 : tensor<4xf32>, tensor<4xf32>
}
