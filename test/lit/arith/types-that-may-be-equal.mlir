// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// The custom form has one type for all values: what verifies with two is written whole.
// CHECK-LABEL: func.func @add
func.func @add(%a: tensor<4xf32>, %b: tensor<?xf32>) -> tensor<4xf32> {
  // CHECK: "arith.addf"(%{{.*}}, %{{.*}}) <{{.*}}> : (tensor<4xf32>, tensor<?xf32>) -> tensor<4xf32>
  %0 = "arith.addf"(%a, %b) : (tensor<4xf32>, tensor<?xf32>) -> tensor<4xf32>
  // CHECK: arith.addf %{{.*}}, %{{.*}} : tensor<4xf32>
  %1 = arith.addf %a, %0 : tensor<4xf32>
  return %1 : tensor<4xf32>
}
