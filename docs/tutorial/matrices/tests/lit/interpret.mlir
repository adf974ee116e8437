// RUN: matrices interpret %s --arg 'dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf64>' | FileCheck %s
// RUN: matrices interpret %s --arg 'dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf64>' -p lower-mat-to-te | FileCheck %s

// x * transpose(x) + x, as matrices and as formulas.
// CHECK: dense<{{\[}}[6.000000e+00, 1.300000e+01], [1.400000e+01, 2.900000e+01]]> : tensor<2x2xf64>
func.func @main(%x: tensor<2x2xf64>) -> tensor<2x2xf64> {
  %t = mat.transpose %x : tensor<2x2xf64> -> tensor<2x2xf64>
  %p = mat.mul %x, %t : tensor<2x2xf64>, tensor<2x2xf64> -> tensor<2x2xf64>
  %y = mat.add %p, %x : tensor<2x2xf64>
  return %y : tensor<2x2xf64>
}
