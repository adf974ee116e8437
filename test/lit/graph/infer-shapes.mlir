// RUN: terrace opt %s -p graph-infer-shapes --split-input-file | FileCheck %s

// Sizes flow from the arguments through every layer; what the function returns keeps its type.
// CHECK-LABEL: func.func @flows
// CHECK-SAME:    -> tensor<?x4xf32>
// CHECK:         graph.matmul %x, %w : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
// CHECK:         graph.relu {{.*}} : tensor<2x4xf32>
// CHECK:         %[[OUT:.*]] = tensor.cast {{.*}} : tensor<2x4xf32> to tensor<?x4xf32>
// CHECK:         return %[[OUT]] : tensor<?x4xf32>
func.func @flows(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>) -> tensor<?x4xf32> {
  %y = graph.matmul %x, %w : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<?x4xf32>
  %z = graph.relu %y : tensor<?x4xf32>
  return %z : tensor<?x4xf32>
}

// -----

// A size that no operand tells stays open, and a result that says more than inference stays too.
// CHECK-LABEL: func.func @open
// CHECK:         graph.matmul %x, %w : tensor<?x3xf32>, tensor<3x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    graph.matmul %x, %w : tensor<?x3xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
// CHECK-NOT:     tensor.cast
func.func @open(%x: tensor<?x3xf32>, %w: tensor<3x4xf32>) -> (tensor<?x4xf32>, tensor<2x4xf32>) {
  %y = graph.matmul %x, %w : tensor<?x3xf32>, tensor<3x4xf32> -> tensor<?x4xf32>
  %z = graph.matmul %x, %w : tensor<?x3xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
  return %y, %z : tensor<?x4xf32>, tensor<2x4xf32>
}
