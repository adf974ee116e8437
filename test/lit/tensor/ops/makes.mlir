// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Tensors that are made.
// CHECK-LABEL: func.func @makes
func.func @makes(%n: index, %x: f32) {
  // CHECK: tensor.empty(%{{.*}}) : tensor<4x?xf32>
  %0 = tensor.empty(%n) : tensor<4x?xf32>
  // CHECK: tensor.from_elements %{{.*}}, %{{.*}} : tensor<2xf32>
  %1 = tensor.from_elements %x, %x : tensor<2xf32>
  // CHECK: tensor.splat %{{.*}} : tensor<8xf32>
  %2 = tensor.splat %x : tensor<8xf32>
  // CHECK: tensor.splat %{{.*}}[%{{.*}}] : tensor<?x8xf32>
  %3 = tensor.splat %x[%n] : tensor<?x8xf32>
  // CHECK: tensor.generate %{{.*}} {
  %4 = tensor.generate %n {
  ^bb0(%i: index, %j: index):
    // CHECK: tensor.yield %{{.*}} : f32
    tensor.yield %x : f32
  } : tensor<?x3xf32>
  return
}
