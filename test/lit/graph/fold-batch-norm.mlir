// RUN: terrace opt %s -p graph-fold-batch-norm --split-input-file | FileCheck %s

// Into weights and bias: factors are 2 / sqrt(4) = 1 and 6 / sqrt(9) = 2.
// CHECK-LABEL: func.func @into_weights
// CHECK-SAME:    (%[[X:.*]]: tensor<1x1x2x2xf32>)
// CHECK-DAG:     %[[W:.*]] = graph.constant dense<{{.*}}3.000000e+00{{.*}}8.000000e+00{{.*}}> : tensor<2x1x1x1xf32>
// CHECK-DAG:     %[[B:.*]] = graph.constant dense<[-2.000000e+00, 1.500000e+01]> : tensor<2xf32>
// CHECK:         %[[Y:.*]] = graph.conv %[[X]], %[[W]], %[[B]]
// CHECK-NOT:     graph.
// CHECK:         return %[[Y]]
func.func @into_weights(%x: tensor<1x1x2x2xf32>) -> tensor<1x2x2x2xf32> {
  %w = graph.constant dense<[[[[3.0]]], [[[4.0]]]]> : tensor<2x1x1x1xf32>
  %b = graph.constant dense<[1.0, 5.0]> : tensor<2xf32>
  %c = graph.conv %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      pads = array<i64: 0, 0, 0, 0>, groups = 1 : i64}
      : (tensor<1x1x2x2xf32>, tensor<2x1x1x1xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  %scale = graph.constant dense<[2.0, 6.0]> : tensor<2xf32>
  %bias = graph.constant dense<[7.0, 8.0]> : tensor<2xf32>
  %mean = graph.constant dense<[10.0, 1.5]> : tensor<2xf32>
  %variance = graph.constant dense<[3.0, 8.0]> : tensor<2xf32>
  %y = graph.batch_norm %c, %scale, %bias, %mean, %variance {epsilon = 1.0 : f32}
      : (tensor<1x2x2x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
      -> tensor<1x2x2x2xf32>
  return %y : tensor<1x2x2x2xf32>
}

// -----

// Without a convolution: one multiplication, one addition.
// CHECK-LABEL: func.func @alone
// CHECK-SAME:    (%[[X:.*]]: tensor<1x2x3xf32>)
// CHECK-DAG:     %[[F:.*]] = graph.constant dense<{{.*}}1.000000e+00{{.*}}2.000000e+00{{.*}}> : tensor<2x1xf32>
// CHECK-DAG:     %[[S:.*]] = graph.constant dense<{{.*}}-3.000000e+00{{.*}}5.000000e+00{{.*}}> : tensor<2x1xf32>
// CHECK:         %[[P:.*]] = graph.mul %[[X]], %[[F]]
// CHECK:         %[[Y:.*]] = graph.add %[[P]], %[[S]]
// CHECK:         return %[[Y]]
func.func @alone(%x: tensor<1x2x3xf32>) -> tensor<1x2x3xf32> {
  %scale = graph.constant dense<[2.0, 6.0]> : tensor<2xf32>
  %bias = graph.constant dense<[7.0, 8.0]> : tensor<2xf32>
  %mean = graph.constant dense<[10.0, 1.5]> : tensor<2xf32>
  %variance = graph.constant dense<[3.0, 8.0]> : tensor<2xf32>
  %y = graph.batch_norm %x, %scale, %bias, %mean, %variance {epsilon = 1.0 : f32}
      : (tensor<1x2x3xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
      -> tensor<1x2x3xf32>
  return %y : tensor<1x2x3xf32>
}

// -----

// Declines to touch the weights of a convolution with another user.
// CHECK-LABEL: func.func @shared
// CHECK:         %[[C:.*]] = graph.conv
// CHECK:         %[[P:.*]] = graph.mul %[[C]]
// CHECK:         %[[Y:.*]] = graph.add %[[P]]
// CHECK:         return %[[C]], %[[Y]]
func.func @shared(%x: tensor<1x1x2xf32>) -> (tensor<1x1x2xf32>, tensor<1x1x2xf32>) {
  %w = graph.constant dense<3.0> : tensor<1x1x1xf32>
  %c = graph.conv %x, %w {strides = array<i64: 1>, dilations = array<i64: 1>,
      pads = array<i64: 0, 0>, groups = 1 : i64}
      : (tensor<1x1x2xf32>, tensor<1x1x1xf32>) -> tensor<1x1x2xf32>
  %one = graph.constant dense<1.0> : tensor<1xf32>
  %y = graph.batch_norm %c, %one, %one, %one, %one {epsilon = 0.0 : f32}
      : (tensor<1x1x2xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>)
      -> tensor<1x1x2xf32>
  return %c, %y : tensor<1x1x2xf32>, tensor<1x1x2xf32>
}

// -----

// Declines: the statistics are not known.
// CHECK-LABEL: func.func @unknown
// CHECK:         graph.batch_norm
func.func @unknown(%x: tensor<1x2x3xf32>, %p: tensor<2xf32>) -> tensor<1x2x3xf32> {
  %y = graph.batch_norm %x, %p, %p, %p, %p {epsilon = 1.0 : f32}
      : (tensor<1x2x3xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
      -> tensor<1x2x3xf32>
  return %y : tensor<1x2x3xf32>
}

// -----

// Already done.
// CHECK-LABEL: func.func @done
// CHECK:         %[[Y:.*]] = graph.conv
// CHECK-NEXT:    return %[[Y]]
func.func @done(%x: tensor<1x1x2xf32>) -> tensor<1x1x2xf32> {
  %w = graph.constant dense<3.0> : tensor<1x1x1xf32>
  %y = graph.conv %x, %w {strides = array<i64: 1>, dilations = array<i64: 1>,
      pads = array<i64: 0, 0>, groups = 1 : i64}
      : (tensor<1x1x2xf32>, tensor<1x1x1xf32>) -> tensor<1x1x2xf32>
  return %y : tensor<1x1x2xf32>
}
