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

// A read may leave its operand when it says what is there.
// CHECK-LABEL: func.func @window
func.func @window(%x: tensor<1x9x9xi8>) -> tensor<1x4x5xi8> {
  // CHECK: ins(%x[n, p * 2 + r - 1, q * 2 - s mod 3] else -128 : i8) combine max :
  %y = te.compute axes(n = 1, p = 4, q = 5) reduce(r = 3, s = 4)
      ins(%x[n, 2 * p + r - 1, 2 * q - s mod 3] else -128 : i8) combine max
      : tensor<1x9x9xi8> -> tensor<1x4x5xi8> {
  ^bb0(%e: i8):
    te.yield %e : i8
  }
  return %y : tensor<1x4x5xi8>
}

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

// Computed indices, positions, scalars from outside; no operand, no axis.
// CHECK-LABEL: func.func @computed
func.func @computed(%ids: tensor<4xi64>, %table: tensor<9x2xf32>, %one: f32)
    -> (tensor<4x2xf32>, tensor<f32>) {
  // CHECK: ins(%ids[i], %table) : tensor<4xi64>, tensor<9x2xf32> -> tensor<4x2xf32>
  %g = te.compute axes(i = 4, j = 2) ins(%ids[i], %table)
      : tensor<4xi64>, tensor<9x2xf32> -> tensor<4x2xf32> {
  ^bb0(%id: i64):
    %at = arith.index_cast %id : i64 to index
    // CHECK: te.index 1
    %j = te.index 1
    // CHECK: te.at %table[%{{.*}}, %{{.*}}] : tensor<9x2xf32>
    %v = te.at %table[%at, %j] : tensor<9x2xf32>
    te.yield %v : f32
  }
  // CHECK: te.compute axes() ins() : -> tensor<f32> {
  %s = te.compute axes() ins() : -> tensor<f32> {
    te.yield %one : f32
  }
  return %g, %s : tensor<4x2xf32>, tensor<f32>
}
