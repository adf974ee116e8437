// RUN: terrace opt %s -p kernels-to-loop,loop-to-cpu --check-each 2>&1 | FileCheck %s

// The maximum and the sum of exponentials of a softmax in one pass over a row, down to the lowest
// level: no pass changes a number.
// CHECK-NOT: EVAL
// CHECK:     func.func private @rows
// CHECK:       scf.for
// CHECK:         arith.maximumf
// CHECK-NOT: EVAL
func.func @main(%x: tensor<40x80xf32>) -> (tensor<40xf32>, tensor<40xf32>) {
  %y:2 = func.call @rows(%x) : (tensor<40x80xf32>) -> (tensor<40xf32>, tensor<40xf32>)
  return %y#0, %y#1 : tensor<40xf32>, tensor<40xf32>
}
func.func private @rows(%x: tensor<40x80xf32>) -> (tensor<40xf32>, tensor<40xf32>) {
  %v:2 = te.compute axes(m = 40) reduce(k = 80) ins(%x[m, k])
      combine (0xFF800000 : f32, 0.0 : f32) reassoc
      : tensor<40x80xf32> -> tensor<40xf32>, tensor<40xf32> {
  ^bb0(%e: f32):
    %one = arith.constant 1.0 : f32
    te.yield %e, %one : f32, f32
  } combine {
  ^bb0(%m: f32, %s: f32, %n: f32, %t: f32):
    %most = arith.maximumf %m, %n : f32
    %d0 = arith.subf %m, %most : f32
    %d1 = arith.subf %n, %most : f32
    %e0 = math.exp %d0 : f32
    %e1 = math.exp %d1 : f32
    %p0 = arith.mulf %s, %e0 : f32
    %p1 = arith.mulf %t, %e1 : f32
    %sum = arith.addf %p0, %p1 : f32
    te.yield %most, %sum : f32, f32
  }
  return %v#0, %v#1 : tensor<40xf32>, tensor<40xf32>
}
