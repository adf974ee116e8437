// RUN: terrace opt %s -p graph-outline-groups --check-each --split-input-file | FileCheck %s

// Equal groups share a function, whatever their values are called; another body has its own, with
// the next free name.
// CHECK-LABEL: func.func @twice(
// CHECK-NEXT:    %[[A:.*]] = call @relu(%x) : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[B:.*]] = call @relu(%[[A]])
// CHECK-NEXT:    %[[C:.*]] = call @relu_1(%[[B]])
// CHECK-NEXT:    return %[[C]]
// CHECK:       func.func private @relu(
// CHECK-NEXT:    graph.relu
// CHECK-NEXT:    return
// CHECK:       func.func private @relu_1(
// CHECK-NEXT:    graph.relu
// CHECK-NEXT:    graph.neg
func.func @twice(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = graph.group(%x) {root = "relu"} : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%v: tensor<4xf32>):
    %r = graph.relu %v : tensor<4xf32>
    graph.yield %r : tensor<4xf32>
  }
  %b = graph.group(%a) {root = "relu"} : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%w: tensor<4xf32>):
    %s = graph.relu %w : tensor<4xf32>
    graph.yield %s : tensor<4xf32>
  }
  %c = graph.group(%b) {root = "relu"} : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%v: tensor<4xf32>):
    %r = graph.relu %v : tensor<4xf32>
    %n = graph.neg %r : tensor<4xf32>
    graph.yield %n : tensor<4xf32>
  }
  return %c : tensor<4xf32>
}

// -----

// A name that is taken is not taken again; two inputs stay in order.
// CHECK-LABEL: func.func @sub(
// CHECK-NEXT:    call @sub_1(%y, %x) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
// CHECK:       func.func private @sub_1(%[[A:.*]]: tensor<2xf32>, %[[B:.*]]: tensor<2xf32>)
// CHECK-NEXT:    graph.sub %[[A]], %[[B]]
func.func @sub(%x: tensor<2xf32>, %y: tensor<2xf32>) -> tensor<2xf32> {
  %d = graph.group(%y, %x) {root = "sub"} : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32> {
  ^bb0(%a: tensor<2xf32>, %b: tensor<2xf32>):
    %r = graph.sub %a, %b : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
    graph.yield %r : tensor<2xf32>
  }
  return %d : tensor<2xf32>
}

// -----

// Operations that are in no group stay where they are.
// CHECK-LABEL: func.func @none(
// CHECK-NEXT:    graph.relu
// CHECK-NOT:     func.func
func.func @none(%x: tensor<2xf32>) -> tensor<2xf32> {
  %r = graph.relu %x : tensor<2xf32>
  return %r : tensor<2xf32>
}
