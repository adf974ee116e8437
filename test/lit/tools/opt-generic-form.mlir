// RUN: terrace opt %s --print-op-generic | FileCheck %s

// Every operation as its parts: operands, properties, attributes, types.
// CHECK: "builtin.module"() ({
// CHECK: "func.func"() <{function_type = (tensor<4xf32>) -> tensor<4xf32>, sym_name = "f"}> ({
// CHECK: ^bb0(%x: tensor<4xf32>):
// CHECK: %y = "graph.relu"(%x) {note = "kept"} : (tensor<4xf32>) -> tensor<4xf32>
func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = graph.relu %x {note = "kept"} : tensor<4xf32>
  return %y : tensor<4xf32>
}
