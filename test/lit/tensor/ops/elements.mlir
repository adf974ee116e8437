// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Elements taken out and put in.
// CHECK-LABEL: func.func @elements
func.func @elements(%t: tensor<4x?xf32>, %u: tensor<*xf32>, %i: index, %x: f32) {
  // CHECK: tensor.extract %{{.*}}[%{{.*}}, %{{.*}}] : tensor<4x?xf32>
  %0 = tensor.extract %t[%i, %i] : tensor<4x?xf32>
  // CHECK: tensor.insert %{{.*}} into %{{.*}}[%{{.*}}, %{{.*}}] : tensor<4x?xf32>
  %1 = tensor.insert %x into %t[%i, %i] : tensor<4x?xf32>
  %2 = tensor.dim %t, %i : tensor<4x?xf32>
  %3 = tensor.rank %u : tensor<*xf32>
  return
}
