// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p lower-graph-to-te,lower-te-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// The same elements in another order in memory, which the type says.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.relayout %x : tensor<1x32x2x2xf32> -> tensor<1x32x2x2xf32, #graph.layout<dims = [1], sizes = [16]>>
#blocked = #graph.layout<dims = [1], sizes = [16]>
func.func @form(%x: tensor<1x32x2x2xf32>) -> tensor<1x32x2x2xf32> {
  %b = graph.relayout %x : tensor<1x32x2x2xf32> -> tensor<1x32x2x2xf32, #blocked>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  %y = graph.relayout %b : tensor<1x32x2x2xf32, #blocked> -> tensor<1x32x2x2xf32>
  return %y : tensor<1x32x2x2xf32>
}
