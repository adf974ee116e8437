// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s --print-op-generic | terrace opt - | FileCheck %s

// A group sees its operands only.
// CHECK-LABEL: func.func @group
func.func @group(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: graph.group(%{{.*}}) {root = "relu"} : (tensor<4xf32>) -> tensor<4xf32> {
  %y = graph.group (%x) {root = "relu"} : (tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-NEXT: ^bb0(%[[A:.*]]: tensor<4xf32>):
  ^bb0(%a: tensor<4xf32>):
    // CHECK-NEXT: %[[B:.*]] = graph.relu %[[A]] : tensor<4xf32>
    %b = graph.relu %a : tensor<4xf32>
    // CHECK-NEXT: graph.yield %[[B]] : tensor<4xf32>
    graph.yield %b : tensor<4xf32>
  }
  return %y : tensor<4xf32>
}
