// RUN: terrace opt %s -p graph-fold-constants --split-input-file | FileCheck %s

// Element by element, through broadcasting.
// CHECK-LABEL: func.func @arithmetic
// CHECK-NEXT:    %[[C:.*]] = graph.constant dense<{{\[}}[1.100000e+01, 2.100000e+01], [1.200000e+01, 2.200000e+01]]> : tensor<2x2xf32>
// CHECK-NEXT:    return %[[C]]
func.func @arithmetic() -> tensor<2x2xf32> {
  %row = graph.constant dense<[10.0, 20.0]> : tensor<2xf32>
  %column = graph.constant dense<[[1.0], [2.0]]> : tensor<2x1xf32>
  %sum = graph.add %row, %column : tensor<2xf32>, tensor<2x1xf32> -> tensor<2x2xf32>
  return %sum : tensor<2x2xf32>
}

// -----

// Movements: what is read backwards, turned and put under another shape.
// CHECK-LABEL: func.func @movement
// CHECK-NEXT:    %[[C:.*]] = graph.constant dense<[6, 3, 5, 2, 4, 1]> : tensor<6xi32>
// CHECK-NEXT:    return %[[C]]
func.func @movement() -> tensor<6xi32> {
  %c = graph.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32>
  %back = graph.slice %c {starts = array<i64: 1, 2>, steps = array<i64: -1, -1>}
      : tensor<2x3xi32> -> tensor<2x3xi32>
  %turned = graph.transpose %back {perm = array<i64: 1, 0>} : tensor<2x3xi32> -> tensor<3x2xi32>
  %flat = graph.reshape %turned : tensor<3x2xi32> -> tensor<6xi32>
  return %flat : tensor<6xi32>
}

// -----

// A constant in another layout lies in the order of that layout.
// CHECK-LABEL: func.func @relayout
// CHECK-NEXT:    %[[A:.*]] = graph.constant dense<{{\[}}[1, 3], [2, 4], [5, 7], [6, 8]]> : tensor<4x2xi8, #graph.layout<dims = [0], sizes = [2]>>
// CHECK-NEXT:    %[[B:.*]] = graph.constant dense<{{\[}}[1, 2], [3, 4], [5, 6], [7, 8]]> : tensor<4x2xi8>
// CHECK-NEXT:    return %[[A]], %[[B]]
func.func @relayout() -> (tensor<4x2xi8, #graph.layout<dims = [0], sizes = [2]>>, tensor<4x2xi8>) {
  %c = graph.constant dense<[[1, 2], [3, 4], [5, 6], [7, 8]]> : tensor<4x2xi8>
  %blocked = graph.relayout %c
      : tensor<4x2xi8> -> tensor<4x2xi8, #graph.layout<dims = [0], sizes = [2]>>
  %back = graph.relayout %blocked
      : tensor<4x2xi8, #graph.layout<dims = [0], sizes = [2]>> -> tensor<4x2xi8>
  return %blocked, %back
      : tensor<4x2xi8, #graph.layout<dims = [0], sizes = [2]>>, tensor<4x2xi8>
}

// -----

// One distinct element stays one element, however large the tensor.
// CHECK-LABEL: func.func @splat
// CHECK-NEXT:    %[[C:.*]] = graph.constant dense<3.000000e+00> : tensor<4096x4096xf32>
// CHECK-NEXT:    return %[[C]]
func.func @splat() -> tensor<4096x4096xf32> {
  %one = graph.constant dense<1.0> : tensor<4096x4096xf32>
  %two = graph.constant dense<2.0> : tensor<f32>
  %sum = graph.add %one, %two : tensor<4096x4096xf32>, tensor<f32> -> tensor<4096x4096xf32>
  return %sum : tensor<4096x4096xf32>
}

// -----

// A large constant is a resource and is never printed.
// CHECK-LABEL: func.func @resource
// CHECK-NEXT:    graph.constant dense_resource<i> : tensor<8x16xi32>
// CHECK-NOT:     graph
func.func @resource() -> tensor<8x16xi32> {
  %i = graph.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]> : tensor<16xi32>
  %c = graph.broadcast %i : tensor<16xi32> -> tensor<8x16xi32>
  return %c : tensor<8x16xi32>
}

// -----

// Declines: the result would be larger than what it is made from.
// CHECK-LABEL: func.func @growth
// CHECK:         graph.broadcast
func.func @growth() -> tensor<65536x2xi32> {
  %c = graph.constant dense<[1, 2]> : tensor<2xi32>
  %large = graph.broadcast %c : tensor<2xi32> -> tensor<65536x2xi32>
  return %large : tensor<65536x2xi32>
}

// -----

// Declines: an operand is not known.
// CHECK-LABEL: func.func @unknown
// CHECK:         graph.constant
// CHECK:         graph.add
func.func @unknown(%x: tensor<2xf32>) -> tensor<2xf32> {
  %c = graph.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %sum = graph.add %x, %c : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  return %sum : tensor<2xf32>
}

// -----

// Declines: an error of the program stays where it is.
// CHECK-LABEL: func.func @trap
// CHECK:         graph.div
func.func @trap() -> tensor<2xi32> {
  %a = graph.constant dense<[1, 2]> : tensor<2xi32>
  %b = graph.constant dense<[1, 0]> : tensor<2xi32>
  %c = graph.div %a, %b : tensor<2xi32>, tensor<2xi32> -> tensor<2xi32>
  return %c : tensor<2xi32>
}

// -----

// Already done.
// CHECK-LABEL: func.func @done
// CHECK-NEXT:    %[[C:.*]] = graph.constant dense<1.000000e+00> : tensor<4xf32>
// CHECK-NEXT:    return %[[C]]
func.func @done() -> tensor<4xf32> {
  %c = graph.constant dense<1.0> : tensor<4xf32>
  return %c : tensor<4xf32>
}
