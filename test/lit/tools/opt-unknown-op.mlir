// RUN: not terrace opt %s 2>&1 | FileCheck %s

// A slip in the name of an operation: the diagnostic names what was probably meant, in both forms.
// CHECK: [PARSE011] Error: operation `graph.relue` has no custom form
// CHECK: Help: try `graph.relu`
// CHECK: [PARSE010] Error: operation `arith.adi` is not registered
// CHECK: Help: try `arith.addi`
func.func @f(%x: tensor<4xf32>, %i: i32) {
  %y = graph.relue %x : tensor<4xf32>
  %j = "arith.adi"(%i, %i) : (i32, i32) -> i32
  return
}
