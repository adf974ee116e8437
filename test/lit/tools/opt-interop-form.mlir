// RUN: terrace opt %s --print-interop | FileCheck %s

// Our operations in the form that mlir-opt accepts unknown, upstream's in their own.
// CHECK: func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
// CHECK: %y = "graph.relu"(%x) : (tensor<4xf32>) -> tensor<4xf32>
// CHECK: return %y
func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = graph.relu %x : tensor<4xf32>
  return %y : tensor<4xf32>
}
