// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Elements by index tensors.
// CHECK-LABEL: func.func @gathers
func.func @gathers(%t: tensor<8x16xf32>, %idx: tensor<5x1xindex>, %v: tensor<5x1x16xf32>) {
  // CHECK: tensor.gather %{{.*}}[%{{.*}}] gather_dims([0]) : (tensor<8x16xf32>, tensor<5x1xindex>) -> tensor<5x1x16xf32>
  %0 = tensor.gather %t[%idx] gather_dims([0]) : (tensor<8x16xf32>, tensor<5x1xindex>) -> tensor<5x1x16xf32>
  // CHECK: tensor.scatter %{{.*}} into %{{.*}}[%{{.*}}] scatter_dims([0]) unique : (tensor<5x1x16xf32>, tensor<8x16xf32>, tensor<5x1xindex>) -> tensor<8x16xf32>
  %1 = tensor.scatter %v into %t[%idx] scatter_dims([0]) unique : (tensor<5x1x16xf32>, tensor<8x16xf32>, tensor<5x1xindex>) -> tensor<8x16xf32>
  return
}
