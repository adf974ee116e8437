// RUN: terrace opt %s -p graph-assign-layouts --split-input-file | FileCheck %s
// RUN: terrace opt %s -p "graph-assign-layouts{block=4}" --split-input-file | FileCheck %s --check-prefix=FOUR

// The image is read row-major; from the first convolution on channels are blocked, up to the
// reshape. What both branches read is converted nowhere.
// CHECK-LABEL: func.func @network
// CHECK-SAME:    (%[[X:.*]]: tensor<1x3x8x8xf32>)
// CHECK:         %[[W:.*]] = graph.relayout %{{.*}} -> tensor<32x3x3x3xf32, #graph.layout<dims = [0], sizes = [16]>>
// CHECK:         %[[A:.*]] = graph.conv %[[X]], %[[W]]
// CHECK-SAME:    -> tensor<1x32x6x6xf32, #graph.layout<dims = [1], sizes = [16]>>
// CHECK:         %[[R:.*]] = graph.relu %[[A]]
// CHECK:         %[[V:.*]] = graph.relayout %{{.*}} -> tensor<32x32x1x1xf32, #graph.layout<dims = [1, 0], sizes = [16, 16]>>
// CHECK:         %[[B:.*]] = graph.conv %[[R]], %[[V]]
// CHECK:         %[[S:.*]] = graph.add %[[B]], %[[R]]
// CHECK:         %[[D:.*]] = graph.relayout %{{.*}} -> tensor<32x1x3x3xf32, #graph.layout<dims = [0], sizes = [16]>>
// CHECK:         %[[E:.*]] = graph.conv %[[S]], %[[D]]
// CHECK:         %[[P:.*]] = graph.max_pool %[[E]]
// CHECK:         %[[C:.*]] = graph.concat %[[P]], %[[P]]
// CHECK:         %[[M:.*]] = graph.reduce_mean %[[C]]
// CHECK-SAME:    -> tensor<1x64x1x1xf32, #graph.layout<dims = [1], sizes = [16]>>
// CHECK-NEXT:    %[[F:.*]] = graph.relayout %[[M]]
// CHECK-SAME:    -> tensor<1x64x1x1xf32>
// CHECK-NEXT:    graph.reshape %[[F]]
// FOUR-LABEL: func.func @network
// FOUR:         graph.relayout %{{.*}} -> tensor<32x32x1x1xf32, #graph.layout<dims = [1, 0], sizes = [4, 4]>>
func.func @network(%x: tensor<1x3x8x8xf32>) -> tensor<1x64xf32> {
  %w0 = graph.constant dense<0.5> : tensor<32x3x3x3xf32>
  %a = graph.conv %x, %w0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      pads = array<i64: 0, 0, 0, 0>, groups = 1 : i64}
      : (tensor<1x3x8x8xf32>, tensor<32x3x3x3xf32>) -> tensor<1x32x6x6xf32>
  %r = graph.relu %a : tensor<1x32x6x6xf32>
  %w1 = graph.constant dense<0.5> : tensor<32x32x1x1xf32>
  %b = graph.conv %r, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      pads = array<i64: 0, 0, 0, 0>, groups = 1 : i64}
      : (tensor<1x32x6x6xf32>, tensor<32x32x1x1xf32>) -> tensor<1x32x6x6xf32>
  %s = graph.add %b, %r : tensor<1x32x6x6xf32>, tensor<1x32x6x6xf32> -> tensor<1x32x6x6xf32>
  %w2 = graph.constant dense<0.5> : tensor<32x1x3x3xf32>
  %d = graph.conv %s, %w2 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      pads = array<i64: 1, 1, 1, 1>, groups = 32 : i64}
      : (tensor<1x32x6x6xf32>, tensor<32x1x3x3xf32>) -> tensor<1x32x6x6xf32>
  %p = graph.max_pool %d {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>,
      dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
      : tensor<1x32x6x6xf32> -> tensor<1x32x3x3xf32>
  %c = graph.concat %p, %p {axis = 1 : i64}
      : tensor<1x32x3x3xf32>, tensor<1x32x3x3xf32> -> tensor<1x64x3x3xf32>
  %m = graph.reduce_mean %c {axes = array<i64: 2, 3>, keep_dims = true}
      : tensor<1x64x3x3xf32> -> tensor<1x64x1x1xf32>
  %f = graph.reshape %m : tensor<1x64x1x1xf32> -> tensor<1x64xf32>
  return %f : tensor<1x64xf32>
}

// -----

// An operation in between that takes row-major tensors costs two relayouts; here they pay.
// CHECK-LABEL: func.func @border
// CHECK:         %[[A:.*]] = graph.conv
// CHECK:         %[[B:.*]] = graph.relayout %[[A]]
// CHECK:         %[[L:.*]] = graph.softmax %[[B]]
// CHECK:         graph.relayout %[[L]]
// CHECK:         graph.conv
// CHECK:         %[[Y:.*]] = graph.relayout
// CHECK-NEXT:    return %[[Y]]
func.func @border(%x: tensor<1x64x8x8xf32>) -> tensor<1x64x8x8xf32> {
  %w = graph.constant dense<0.5> : tensor<64x64x3x3xf32>
  %a = graph.conv %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      pads = array<i64: 1, 1, 1, 1>, groups = 1 : i64}
      : (tensor<1x64x8x8xf32>, tensor<64x64x3x3xf32>) -> tensor<1x64x8x8xf32>
  %l = graph.softmax %a {axis = 1 : i64} : tensor<1x64x8x8xf32>
  %b = graph.conv %l, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      pads = array<i64: 1, 1, 1, 1>, groups = 1 : i64}
      : (tensor<1x64x8x8xf32>, tensor<64x64x3x3xf32>) -> tensor<1x64x8x8xf32>
  return %b : tensor<1x64x8x8xf32>
}

// -----

// Declines: nothing is gained without a convolution, ...
// CHECK-LABEL: func.func @no_conv
// CHECK-NOT:     graph.relayout
func.func @no_conv(%x: tensor<1x32x6x6xf32>) -> tensor<1x32x6x6xf32> {
  %r = graph.relu %x : tensor<1x32x6x6xf32>
  return %r : tensor<1x32x6x6xf32>
}

// -----

// ... with channels that fill no block, ...
// CHECK-LABEL: func.func @odd
// CHECK-NOT:     graph.relayout
func.func @odd(%x: tensor<1x30x6x6xf32>) -> tensor<1x30x6x6xf32> {
  %w = graph.constant dense<0.5> : tensor<30x30x3x3xf32>
  %a = graph.conv %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      pads = array<i64: 1, 1, 1, 1>, groups = 1 : i64}
      : (tensor<1x30x6x6xf32>, tensor<30x30x3x3xf32>) -> tensor<1x30x6x6xf32>
  return %a : tensor<1x30x6x6xf32>
}

// -----

// ... and where one cheap convolution would not pay for two relayouts.
// CHECK-LABEL: func.func @cheap
// CHECK-NOT:     graph.relayout
func.func @cheap(%x: tensor<1x16x6x6xf32>) -> tensor<1x16x6x6xf32> {
  %w = graph.constant dense<0.5> : tensor<16x1x3x3xf32>
  %a = graph.conv %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      pads = array<i64: 1, 1, 1, 1>, groups = 16 : i64}
      : (tensor<1x16x6x6xf32>, tensor<16x1x3x3xf32>) -> tensor<1x16x6x6xf32>
  return %a : tensor<1x16x6x6xf32>
}

// -----

// Already done: layouts that are there were chosen before.
// CHECK-LABEL: func.func @done
// CHECK-COUNT-1: graph.relayout
// CHECK-NOT:     graph.relayout
func.func @done(%x: tensor<1x64x8x8xf32, #graph.layout<dims = [1], sizes = [8]>>)
    -> tensor<1x64x8x8xf32> {
  %a = graph.relayout %x
      : tensor<1x64x8x8xf32, #graph.layout<dims = [1], sizes = [8]>> -> tensor<1x64x8x8xf32>
  %w = graph.constant dense<0.5> : tensor<64x64x3x3xf32>
  %b = graph.conv %a, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      pads = array<i64: 1, 1, 1, 1>, groups = 1 : i64}
      : (tensor<1x64x8x8xf32>, tensor<64x64x3x3xf32>) -> tensor<1x64x8x8xf32>
  return %b : tensor<1x64x8x8xf32>
}
