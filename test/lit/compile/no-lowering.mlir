// RUN: not terrace compile %s --emit=loop 2>&1 | FileCheck %s
// RUN: not terrace compile %s --emit=graph -o %t.dir/missing/out.mlir 2>&1 | FileCheck %s --check-prefix=OUT

// Every operation that goes no further is named with its place.
// CHECK: [LOWER001] Error: `graph.argmax` has no formula here: no lowering exists
// CHECK: no-lowering.mlir:[[#@LINE+5]]:
// CHECK: [LOWER001] Error: `graph.cumsum` has no formula here
// A folder that is not there is not made.
// OUT:   error[FILE001]: cannot write
func.func @main(%x: tensor<4xf32>) -> (tensor<i64>, tensor<4xf32>) {
  %p = graph.argmax %x {axis = 0 : i64} : tensor<4xf32> -> tensor<i64>
  %s = graph.cumsum %x {axis = 0 : i64} : tensor<4xf32>
  return %p, %s : tensor<i64>, tensor<4xf32>
}
