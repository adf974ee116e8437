// RUN: terrace opt %s -p lower-graph-to-te --split-input-file | FileCheck %s

// Blocked channels are axes of their own, outer and inner; nothing is divided at run time.
// CHECK-LABEL: func.func @blocked_conv
// CHECK-SAME:    (%[[X:.*]]: tensor<1x2x8x8x16xf32>, %[[W:.*]]: tensor<4x2x3x3x16x16xf32>)
// CHECK-SAME:    -> tensor<1x4x4x4x16xf32>
// CHECK:         te.compute axes(n = 1, o = 4, p0 = 4, p1 = 4, oi = 16)
// CHECK-SAME:      reduce(c = 2, q0 = 3, q1 = 3, ci = 16)
// CHECK-SAME:      %[[X]][n, c, p0 * 2 + q0 - 1, p1 * 2 + q1 - 1, ci] else 0.000000e+00
// CHECK-SAME:      %[[W]][o, c, q0, q1, ci, oi]
func.func @blocked_conv(%x: tensor<1x32x8x8xf32, #graph.layout<dims = [1], sizes = [16]>>,
    %w: tensor<64x32x3x3xf32, #graph.layout<dims = [1, 0], sizes = [16, 16]>>)
    -> tensor<1x64x4x4xf32, #graph.layout<dims = [1], sizes = [16]>> {
  %y = graph.conv %x, %w {strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>,
      pads = array<i64: 1, 1, 1, 1>, groups = 1 : i64}
      : (tensor<1x32x8x8xf32, #graph.layout<dims = [1], sizes = [16]>>,
         tensor<64x32x3x3xf32, #graph.layout<dims = [1, 0], sizes = [16, 16]>>)
      -> tensor<1x64x4x4xf32, #graph.layout<dims = [1], sizes = [16]>>
  return %y : tensor<1x64x4x4xf32, #graph.layout<dims = [1], sizes = [16]>>
}

// -----

// A relayout is a copy, unless every element stays where it is.
// CHECK-LABEL: func.func @relayouts
// CHECK-SAME:    (%[[X:.*]]: tensor<2x32x3xf32>, %[[P:.*]]: tensor<2x2x1x16xf32>)
// CHECK:         %[[Y:.*]] = te.compute axes(i0 = 2, i1 = 2, i2 = 3, i1i = 16)
// CHECK-SAME:      %[[X]][i0, i1 * 16 + i1i, i2]
// CHECK:         %[[Z:.*]] = graph.reshape %[[P]] : tensor<2x2x1x16xf32> -> tensor<2x32x1xf32>
// CHECK:         return %[[Y]], %[[Z]] : tensor<2x2x3x16xf32>, tensor<2x32x1xf32>
func.func @relayouts(%x: tensor<2x32x3xf32>,
    %p: tensor<2x32x1xf32, #graph.layout<dims = [1], sizes = [16]>>)
    -> (tensor<2x32x3xf32, #graph.layout<dims = [1], sizes = [16]>>, tensor<2x32x1xf32>) {
  %y = graph.relayout %x
      : tensor<2x32x3xf32> -> tensor<2x32x3xf32, #graph.layout<dims = [1], sizes = [16]>>
  %z = graph.relayout %p
      : tensor<2x32x1xf32, #graph.layout<dims = [1], sizes = [16]>> -> tensor<2x32x1xf32>
  return %y, %z
      : tensor<2x32x3xf32, #graph.layout<dims = [1], sizes = [16]>>, tensor<2x32x1xf32>
}
