// RUN: terrace run %s --interpret graph --print | FileCheck %s

// A region that combines the largest element with its position, and extents that are operands.
// CHECK:      output0: f32[2] = 7.0 9.0
// CHECK-NEXT: output1: i64[2] = 3 0
// CHECK-NEXT: output2: f32[2] = 14.0 15.0
func.func @main() -> (tensor<2xf32>, tensor<2xi64>, tensor<2xf32>) {
  %x = arith.constant dense<[[2.0, 3.0, 2.0, 7.0], [9.0, 3.0, 2.0, 1.0]]> : tensor<2x4xf32>
  %n = arith.constant 2 : index
  %most, %where = func.call @argmax(%x) : (tensor<2x4xf32>) -> (tensor<2xf32>, tensor<2xi64>)
  %any = tensor.cast %x : tensor<2x4xf32> to tensor<?x4xf32>
  %sums = func.call @sums(%any, %n) : (tensor<?x4xf32>, index) -> tensor<?xf32>
  %known = tensor.cast %sums : tensor<?xf32> to tensor<2xf32>
  return %most, %where, %known : tensor<2xf32>, tensor<2xi64>, tensor<2xf32>
}

func.func private @argmax(%x: tensor<2x4xf32>) -> (tensor<2xf32>, tensor<2xi64>) {
  %v:2 = te.compute axes(m = 2) reduce(k = 4) ins(%x[m, k]) combine (0xFF800000 : f32, 0 : index)
      : tensor<2x4xf32> -> tensor<2xf32>, tensor<2xindex> {
  ^bb0(%e: f32):
    %k = te.index 1
    te.yield %e, %k : f32, index
  } combine {
  ^bb0(%best: f32, %at: index, %e: f32, %k: index):
    %more = arith.cmpf ogt, %e, %best : f32
    %r = arith.select %more, %e, %best : f32
    %i = arith.select %more, %k, %at : index
    te.yield %r, %i : f32, index
  }
  %at = arith.index_cast %v#1 : tensor<2xindex> to tensor<2xi64>
  return %v#0, %at : tensor<2xf32>, tensor<2xi64>
}

func.func private @sums(%x: tensor<?x4xf32>, %n: index) -> tensor<?xf32> {
  %s = te.compute axes(i = %n) reduce(k = 4) ins(%x[i, k]) combine add
      : tensor<?x4xf32> -> tensor<?xf32> {
  ^bb0(%e: f32):
    te.yield %e : f32
  }
  return %s : tensor<?xf32>
}
