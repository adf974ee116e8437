// RUN: terrace opt %s -p graph-to-kernels --check-each 2>&1 | FileCheck %s

// What is computed twice is computed once, what nobody reads is not computed, and the rest is two
// kernels, the first of them called twice.
// CHECK-NOT:   EVAL
// CHECK-LABEL: func.func @f(
// CHECK-NEXT:    %[[A:.*]] = call @matmul(%x, %w)
// CHECK-NEXT:    %[[B:.*]] = call @matmul(%[[A]], %w)
// CHECK-NEXT:    return %[[B]]
// CHECK:       func.func private @matmul(
// CHECK-NEXT:    graph.matmul
// CHECK-NEXT:    graph.relu
// CHECK-NEXT:    return
// CHECK-NOT:   func.func
func.func @f(%x: tensor<4x4xf32>, %w: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %a = graph.matmul %x, %w : tensor<4x4xf32>, tensor<4x4xf32> -> tensor<4x4xf32>
  %r = graph.relu %a : tensor<4x4xf32>
  %dead = graph.exp %r : tensor<4x4xf32>
  %b = graph.matmul %r, %w : tensor<4x4xf32>, tensor<4x4xf32> -> tensor<4x4xf32>
  %s = graph.relu %b : tensor<4x4xf32>
  return %s : tensor<4x4xf32>
}
