// RUN: terrace run %s --interpret graph --print | FileCheck %s

// Sums at computed positions; without a combiner the last point wins.
// CHECK:      output0: f32[4] = 1.0 102.0 0.0 4.0
// CHECK-NEXT: output1: f32[4] = 3.0 4.0 0.0 0.0
func.func @main() -> (tensor<4xf32>, tensor<4xf32>) {
  %ids = arith.constant dense<[1, 3, 1, 0]> : tensor<4xindex>
  %v = arith.constant dense<[2.0, 4.0, 100.0, 1.0]> : tensor<4xf32>
  %zeros = arith.constant dense<0.0> : tensor<4xf32>
  %added = te.scatter axes(i = 4) ins(%ids[i], %v[i]) into %zeros combine add
      : tensor<4xindex>, tensor<4xf32>, tensor<4xf32> {
  ^bb0(%id: index, %e: f32):
    te.yield %id, %e : index, f32
  }
  %set = te.scatter axes(i = 4) ins() into %zeros : tensor<4xf32> {
    %i = te.index 0
    %two = arith.constant 2 : index
    %at = arith.remui %i, %two : index
    %one = arith.constant 1 : index
    %k = arith.addi %i, %one : index
    %wide = arith.index_cast %k : index to i64
    %e = arith.sitofp %wide : i64 to f32
    te.yield %at, %e : index, f32
  }
  return %added, %set : tensor<4xf32>, tensor<4xf32>
}
