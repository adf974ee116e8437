// RUN: terrace opt %s -p graph-fuse-groups --check-each --split-input-file | FileCheck %s

// What follows a convolution element by element, and is used nowhere else, joins its kernel.
// CHECK-LABEL: func.func @chain(
// CHECK-NEXT:    %[[R:.*]] = graph.group(%x, %w, %y) {root = "conv"}
// CHECK:           %[[C:.*]] = graph.conv
// CHECK-NEXT:      %[[S:.*]] = graph.add %[[C]], %{{.*}} :
// CHECK-NEXT:      %[[IN:.*]] = graph.relu %[[S]] :
// CHECK-NEXT:      graph.yield %[[IN]] :
// CHECK:         return %[[R]]
func.func @chain(%x: tensor<1x2x4x4xf32>, %w: tensor<3x2x1x1xf32>, %y: tensor<1x3x4x4xf32>)
    -> tensor<1x3x4x4xf32> {
  %c = graph.conv %x, %w {dilations = array<i64: 1, 1>, groups = 1 : i64,
      pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
      : (tensor<1x2x4x4xf32>, tensor<3x2x1x1xf32>) -> tensor<1x3x4x4xf32>
  %s = graph.add %c, %y : tensor<1x3x4x4xf32>, tensor<1x3x4x4xf32> -> tensor<1x3x4x4xf32>
  %r = graph.relu %s : tensor<1x3x4x4xf32>
  return %r : tensor<1x3x4x4xf32>
}

// -----

// A value with two users ends its group: fusing would compute it twice.
// CHECK-LABEL: func.func @two_users(
// CHECK:         %[[M:.*]] = graph.group(%x, %w) {root = "matmul"}
// CHECK:         graph.group(%[[M]]) {root = "relu"}
// CHECK:         graph.group(%[[M]]) {root = "neg"}
func.func @two_users(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>)
    -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  %m = graph.matmul %x, %w : tensor<4x8xf32>, tensor<8x8xf32> -> tensor<4x8xf32>
  %r = graph.relu %m : tensor<4x8xf32>
  %n = graph.neg %m : tensor<4x8xf32>
  return %r, %n : tensor<4x8xf32>, tensor<4x8xf32>
}

// -----

// Reshapes stay outside, and so do constants; but one element alone is copied into the group.
// CHECK-LABEL: func.func @outside(
// CHECK-DAG:     %[[W:.*]] = graph.constant dense<[1.0{{.*}}, 2.0{{.*}}]>
// CHECK:         %[[G:.*]] = graph.group(%x, %[[W]]) {root = "add"}
// CHECK:           graph.constant dense<5.000000e-01> : tensor<f32>
// CHECK:           graph.mul
// CHECK:           graph.add
// CHECK:         }
// CHECK:         graph.reshape %[[G]]
func.func @outside(%x: tensor<4x2xf32>) -> tensor<8xf32> {
  %half = graph.constant dense<0.5> : tensor<f32>
  %w = graph.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %a = graph.mul %x, %half : tensor<4x2xf32>, tensor<f32> -> tensor<4x2xf32>
  %b = graph.add %a, %w : tensor<4x2xf32>, tensor<2xf32> -> tensor<4x2xf32>
  %c = graph.reshape %b : tensor<4x2xf32> -> tensor<8xf32>
  return %c : tensor<8xf32>
}

// -----

// Another shape needs loops of its own: the sum ends in a group before.
// CHECK-LABEL: func.func @other_shape(
// CHECK:         %[[S:.*]] = graph.group(%x) {root = "reduce_sum"}
// CHECK:         graph.group(%x, %[[S]]) {root = "div"}
func.func @other_shape(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %s = graph.reduce_sum %x {axes = array<i64: 1>, keep_dims = true}
      : tensor<2x3xf32> -> tensor<2x1xf32>
  %r = graph.div %x, %s : tensor<2x3xf32>, tensor<2x1xf32> -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}

// -----

// Nothing to fuse: a second run leaves groups alone.
// CHECK-LABEL: func.func @done(
// CHECK:         graph.group(%x)
// CHECK-NOT:     graph.group
func.func @done(%x: tensor<2xf32>) -> tensor<2xf32> {
  %g = graph.group(%x) {root = "relu"} : (tensor<2xf32>) -> tensor<2xf32> {
  ^bb0(%a: tensor<2xf32>):
    %r = graph.relu %a : tensor<2xf32>
    graph.yield %r : tensor<2xf32>
  }
  return %g : tensor<2xf32>
}
