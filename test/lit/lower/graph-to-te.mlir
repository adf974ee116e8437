// RUN: terrace opt %s --verify-roundtrip -p lower-graph-to-te --check-each --split-input-file | FileCheck %s

// A contraction is one formula; batch axes broadcast.
// CHECK-LABEL: func.func @matmul
// CHECK-NEXT:    te.compute axes(b0 = 2, m = 5, n = 16) reduce(k = 8)
// CHECK-SAME:      ins(%a[b0, m, k], %b[k, n]) combine add reassoc {name = "matmul"}
// CHECK:           arith.mulf
// CHECK-NOT:     graph.
func.func @matmul(%a: tensor<2x5x8xf32>, %b: tensor<8x16xf32>) -> tensor<2x5x16xf32> {
  %c = graph.matmul %a, %b : tensor<2x5x8xf32>, tensor<8x16xf32> -> tensor<2x5x16xf32>
  return %c : tensor<2x5x16xf32>
}

// -----

// Strides, dilations and pads become the index of the read; groups pick their channels.
// CHECK-LABEL: func.func @conv
// CHECK-NEXT:    %[[Y:.*]] = te.compute axes(n = 1, o = 6, p0 = 5, p1 = 4) reduce(c = 2, q0 = 3, q1 = 3)
// CHECK-SAME:      ins(%x[n, (o floordiv 3) * 2 + c, p0 * 2 + q0 - 1, p1 + q1 * 2 - 1] else 0.000000e+00 : f32, %w[o, c, q0, q1])
// CHECK:         te.compute axes(i0 = 1, i1 = 6, i2 = 5, i3 = 4) ins(%[[Y]][i0, i1, i2, i3], %b[i1]) {name = "bias"}
func.func @conv(%x: tensor<1x4x9x6xf32>, %w: tensor<6x2x3x3xf32>, %b: tensor<6xf32>)
    -> tensor<1x6x5x4xf32> {
  %y = graph.conv %x, %w, %b {strides = array<i64: 2, 1>, dilations = array<i64: 1, 2>,
      pads = array<i64: 1, 1, 1, 1>, groups = 2 : i64}
      : (tensor<1x4x9x6xf32>, tensor<6x2x3x3xf32>, tensor<6xf32>) -> tensor<1x6x5x4xf32>
  return %y : tensor<1x6x5x4xf32>
}

// -----

// Where a channel meets one filter there is no channel to sum over.
// CHECK-LABEL: func.func @depthwise
// CHECK:         te.compute axes(n = 1, o = 3, p0 = 4, p1 = 4) reduce(q0 = 3, q1 = 3) ins(%x[n, o, p0 + q0, p1 + q1], %w[o, 0, q0, q1])
func.func @depthwise(%x: tensor<1x3x6x6xf32>, %w: tensor<3x1x3x3xf32>) -> tensor<1x3x4x4xf32> {
  %y = graph.conv %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      pads = array<i64: 0, 0, 0, 0>, groups = 3 : i64}
      : (tensor<1x3x6x6xf32>, tensor<3x1x3x3xf32>) -> tensor<1x3x4x4xf32>
  return %y : tensor<1x3x4x4xf32>
}

// -----

// Maximum, exponentials, sum, quotient.
// CHECK-LABEL: func.func @softmax
// CHECK:         %[[MAX:.*]] = te.compute {{.*}} combine max reassoc {name = "softmax_max"}
// CHECK:         %[[EXP:.*]] = te.compute axes(i0 = 6, i1 = 9) ins(%x[i0, i1], %[[MAX]][i0, 0]) {name = "softmax_exp"}
// CHECK:         math.exp
// CHECK:         te.compute {{.*}} ins(%[[EXP]][i0, r0]) combine add reassoc {name = "softmax_sum"}
// CHECK:         arith.divf
func.func @softmax(%x: tensor<6x9xf32>) -> tensor<6x9xf32> {
  %y = graph.softmax %x {axis = 1 : i64} : tensor<6x9xf32>
  return %y : tensor<6x9xf32>
}

// -----

// CHECK-LABEL: func.func @layer_norm
// CHECK-COUNT-5: te.compute
// CHECK-NOT:     graph.
func.func @layer_norm(%x: tensor<3x8xf32>, %s: tensor<8xf32>) -> tensor<3x8xf32> {
  %y = graph.layer_norm %x, %s {axis = 1 : i64, epsilon = 1.0e-5 : f32}
      : (tensor<3x8xf32>, tensor<8xf32>) -> tensor<3x8xf32>
  return %y : tensor<3x8xf32>
}

// -----

// Pools: outside of the operand nothing is larger, and nothing counts.
// CHECK-LABEL: func.func @pools
// CHECK:         ins(%x[i0, i1, i2 * 2 + q0 - 1, i3 * 2 + q1 - 1] else 0xFF800000 : f32) combine max
// CHECK:         ins(%x[i0, i1, i2 * 2 + q0 - 1, i3 * 2 + q1 - 1] else 0.000000e+00 : f32) combine add
// CHECK:         arith.divf
func.func @pools(%x: tensor<1x3x9x9xf32>) -> (tensor<1x3x5x5xf32>, tensor<1x3x5x5xf32>) {
  %m = graph.max_pool %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>,
      dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>}
      : tensor<1x3x9x9xf32> -> tensor<1x3x5x5xf32>
  %a = graph.avg_pool %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>,
      dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>}
      : tensor<1x3x9x9xf32> -> tensor<1x3x5x5xf32>
  return %m, %a : tensor<1x3x5x5xf32>, tensor<1x3x5x5xf32>
}

// -----

// Movement is an index map; parts of a concatenation are selected by position.
// CHECK-LABEL: func.func @movement
// CHECK:         ins(%x[i1, i0]) {name = "transpose"}
// CHECK:         ins(%x[i0, i1 * 2 + 1]) {name = "slice"}
// CHECK:         ins(%x[i0, i1] else 0.000000e+00 : f32, %x[i0 - 3, i1] else 0.000000e+00 : f32) {name = "concat"}
// CHECK:           te.index 0
// CHECK:           arith.select
func.func @movement(%x: tensor<3x4xf32>)
    -> (tensor<4x3xf32>, tensor<3x2xf32>, tensor<6x4xf32>) {
  %t = graph.transpose %x {perm = array<i64: 1, 0>} : tensor<3x4xf32> -> tensor<4x3xf32>
  %s = graph.slice %x {starts = array<i64: 0, 1>, steps = array<i64: 1, 2>}
      : tensor<3x4xf32> -> tensor<3x2xf32>
  %c = graph.concat %x, %x {axis = 0 : i64} : tensor<3x4xf32>, tensor<3x4xf32> -> tensor<6x4xf32>
  return %t, %s, %c : tensor<4x3xf32>, tensor<3x2xf32>, tensor<6x4xf32>
}

// -----

// Indices from memory: negative ones count from the end, and none leaves the operand.
// CHECK-LABEL: func.func @gather
// CHECK:         te.compute axes(i0 = 5, i1 = 6) ins(%x, %i[i0]) {name = "gather"}
// CHECK:           arith.maxsi
// CHECK:           te.at %x
func.func @gather(%x: tensor<8x6xf32>, %i: tensor<5xi64>) -> tensor<5x6xf32> {
  %y = graph.gather %x, %i {axis = 0 : i64} : tensor<8x6xf32>, tensor<5xi64> -> tensor<5x6xf32>
  return %y : tensor<5x6xf32>
}

// -----

// Declines: constants and reshapes cost nothing at run time and stay.
// CHECK-LABEL: func.func @kept
// CHECK-NEXT:    graph.constant
// CHECK-NEXT:    graph.reshape
// CHECK-NEXT:    return
func.func @kept() -> tensor<2x2xf32> {
  %c = graph.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %y = graph.reshape %c : tensor<4xf32> -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// -----

// Already done.
// CHECK-LABEL: func.func @done
// CHECK-NEXT:    te.compute
func.func @done(%x: tensor<4xf32>) -> tensor<4xf32> {
  %p = te.compute axes(i = 4) ins(%x[i]) : tensor<4xf32> -> tensor<4xf32> {
  ^bb0(%e: f32):
    te.yield %e : f32
  }
  return %p : tensor<4xf32>
}
