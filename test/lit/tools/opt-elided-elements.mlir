// RUN: terrace opt %s --elide-elements 2 | FileCheck %s

// Large constants leave their elements out, small ones do not.
// CHECK: dense_resource<__elided__> : tensor<3xi32>
// CHECK: dense<[1, 2]> : tensor<2xi32>
// CHECK: dense<7> : tensor<64xi32>
func.func @f() -> (tensor<3xi32>, tensor<2xi32>, tensor<64xi32>) {
  %a = arith.constant dense<[1, 2, 3]> : tensor<3xi32>
  %b = arith.constant dense<[1, 2]> : tensor<2xi32>
  %c = arith.constant dense<7> : tensor<64xi32>
  return %a, %b, %c : tensor<3xi32>, tensor<2xi32>, tensor<64xi32>
}
