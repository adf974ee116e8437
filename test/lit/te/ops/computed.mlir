// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s --print-op-generic | terrace opt - | FileCheck %s

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
