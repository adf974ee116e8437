// RUN: not terrace compile %s --emit=mlir 2>&1 | FileCheck %s

// IR that does not verify goes nowhere.
// CHECK: [GRAPH010] Error: shapes [2, 3] and [2, 3] do not multiply
func.func @main(%a: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %c = graph.matmul %a, %a : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
  return %c : tensor<2x3xf32>
}
