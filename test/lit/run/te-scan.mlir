// RUN: terrace run %s --interpret graph --print | FileCheck %s

// A state carried along columns, all of it kept; and from the last slice to the first.
// CHECK:      output0: f32[2] = 14.0 15.0
// CHECK-NEXT: output1: f32[4, 2] = 2.0 9.0 5.0 12.0 7.0 14.0 14.0 15.0
// CHECK-NEXT: output2: f32[4] = 15.0 6.0 3.0 1.0
func.func @main() -> (tensor<2xf32>, tensor<4x2xf32>, tensor<4xf32>) {
  %x = arith.constant dense<[[2.0, 3.0, 2.0, 7.0], [9.0, 3.0, 2.0, 1.0]]> : tensor<2x4xf32>
  %start = arith.constant dense<0.0> : tensor<2xf32>
  %last, %all = te.scan t = 4 init(%start) ins(%x by 1) outs(by 0)
      : (tensor<2xf32>, tensor<2x4xf32>) -> (tensor<2xf32>, tensor<4x2xf32>) {
  ^bb0(%t: index, %sum: tensor<2xf32>, %column: tensor<2xf32>):
    %next = te.compute axes(i = 2) ins(%sum[i], %column[i])
        : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32> {
    ^bb0(%a: f32, %b: f32):
      %c = arith.addf %a, %b : f32
      te.yield %c : f32
    }
    te.yield %next, %next : tensor<2xf32>, tensor<2xf32>
  }
  %back = func.call @suffix_sums(%x) : (tensor<2x4xf32>) -> tensor<4xf32>
  return %last, %all, %back : tensor<2xf32>, tensor<4x2xf32>, tensor<4xf32>
}

func.func private @suffix_sums(%x: tensor<2x4xf32>) -> tensor<4xf32> {
  %row = te.compute axes(i = 4) ins(%x[1, i]) : tensor<2x4xf32> -> tensor<4xf32> {
  ^bb0(%e: f32):
    te.yield %e : f32
  }
  %zero = arith.constant dense<0.0> : tensor<f32>
  %last, %all = te.scan t = 4 init(%zero) ins(%row by 0) outs(by 0) reverse
      : (tensor<f32>, tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>) {
  ^bb0(%t: index, %sum: tensor<f32>, %e: tensor<f32>):
    %next = te.compute axes() ins(%sum[], %e[]) : tensor<f32>, tensor<f32> -> tensor<f32> {
    ^bb0(%a: f32, %b: f32):
      %c = arith.addf %a, %b : f32
      te.yield %c : f32
    }
    te.yield %next, %next : tensor<f32>, tensor<f32>
  }
  return %all : tensor<4xf32>
}
