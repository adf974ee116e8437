// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s --print-op-generic | terrace opt - | FileCheck %s

// Parallel axes index the result; reduce axes are combined.
// CHECK-LABEL: func.func @matmul
func.func @matmul(%a: tensor<4x8xf32>, %b: tensor<8x6xf32>) -> tensor<4x6xf32> {
  // CHECK:      te.compute axes(m = 4, n = 6) reduce(k = 8) ins(%a[m, k], %b[k, n]) combine add reassoc
  // CHECK-SAME:   {name = "mm"} : tensor<4x8xf32>, tensor<8x6xf32> -> tensor<4x6xf32> {
  // CHECK-NEXT: ^bb0(%x: f32, %y: f32):
  %c = te.compute axes(m = 4, n = 6) reduce(k = 8) ins(%a[m, k], %b[k, n]) combine add reassoc
      {name = "mm"} : tensor<4x8xf32>, tensor<8x6xf32> -> tensor<4x6xf32> {
  ^bb0(%x: f32, %y: f32):
    %p = arith.mulf %x, %y : f32
    // CHECK: te.yield %{{.*}} : f32
    te.yield %p : f32
  }
  return %c : tensor<4x6xf32>
}
