// RUN: not terrace run %s --interpret graph --print 2>&1 | FileCheck %s

// CHECK: index 4 is out of bounds 0..4 in dimension 0
func.func @main() -> tensor<4xf32> {
  %zeros = arith.constant dense<0.0> : tensor<4xf32>
  %set = te.scatter axes(i = 5) ins() into %zeros : tensor<4xf32> {
    %i = te.index 0
    %e = arith.constant 1.0 : f32
    te.yield %i, %e : index, f32
  }
  return %set : tensor<4xf32>
}
