// RUN: matrices interpret %s --arg 'dense<1.0> : tensor<2x3xf64>' --arg 'dense<2.0> : tensor<3x1xf64>' | FileCheck %s
// RUN: not matrices interpret %s --arg 'dense<1.0> : tensor<2x3xf64>' --arg 'dense<1.0> : tensor<2x1xf64>' 2>&1 | FileCheck %s --check-prefix=TRAP

// Sizes that are open until the program runs are checked there.
// CHECK: dense<6.000000e+00> : tensor<2x1xf64>
// TRAP: 3 columns times 2 rows
func.func @main(%a: tensor<2x?xf64>, %b: tensor<?x1xf64>) -> tensor<2x?xf64> {
  %c = mat.mul %a, %b : tensor<2x?xf64>, tensor<?x1xf64> -> tensor<2x?xf64>
  return %c : tensor<2x?xf64>
}
