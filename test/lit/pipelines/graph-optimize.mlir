// RUN: terrace opt %s -p graph-optimize --check-each 2>&1 | FileCheck %s

// Weights that the model computes become constants, and batch normalisation goes into them: what
// is left is one convolution.
// CHECK-NOT:   EVAL
// CHECK-LABEL: func.func @f(
// CHECK-NOT:     graph.mul
// CHECK-NOT:     graph.batch_norm
// CHECK:         graph.conv
// CHECK-NOT:     graph.{{(mul|batch_norm)}}
// CHECK:         return
func.func @f(%x: tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32> {
  %two = graph.constant dense<2.0> : tensor<f32>
  %v = graph.constant dense<[[[[0.5]], [[1.0]]], [[[1.5]], [[2.0]]]]> : tensor<2x2x1x1xf32>
  %w = graph.mul %v, %two : tensor<2x2x1x1xf32>, tensor<f32> -> tensor<2x2x1x1xf32>
  %p = graph.constant dense<[1.0, 3.0]> : tensor<2xf32>
  %c = graph.conv %x, %w {dilations = array<i64: 1, 1>, groups = 1 : i64,
      pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
      : (tensor<1x2x4x4xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x4x4xf32>
  %n = graph.batch_norm %c, %p, %p, %p, %p {epsilon = 0.5 : f64} : (tensor<1x2x4x4xf32>,
      tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x4x4xf32>
  return %n : tensor<1x2x4x4xf32>
}
