// RUN: matrices opt %s -p canonicalize --check-each | FileCheck %s

// Rows become columns and rows again.
// CHECK-LABEL: func.func @twice
// CHECK-NEXT:    return %x
func.func @twice(%x: tensor<2x3xf64>) -> tensor<2x3xf64> {
  %y = mat.transpose %x : tensor<2x3xf64> -> tensor<3x2xf64>
  %z = mat.transpose %y : tensor<3x2xf64> -> tensor<2x3xf64>
  return %z : tensor<2x3xf64>
}

// Where a size is lost on the way, the types differ, and both stay.
// CHECK-LABEL: func.func @open
// CHECK-COUNT-2: mat.transpose
func.func @open(%x: tensor<2x3xf64>) -> tensor<?x3xf64> {
  %y = mat.transpose %x : tensor<2x3xf64> -> tensor<3x?xf64>
  %z = mat.transpose %y : tensor<3x?xf64> -> tensor<?x3xf64>
  return %z : tensor<?x3xf64>
}

// What is known is transposed now.
// CHECK-LABEL: func.func @known
// CHECK-NEXT:    %[[C:.*]] = mat.constant dense<{{\[}}[1.000000e+00], [2.000000e+00]]> : tensor<2x1xf64>
// CHECK-NEXT:    return %[[C]]
func.func @known() -> tensor<2x1xf64> {
  %c = mat.constant dense<[[1.0, 2.0]]> : tensor<1x2xf64>
  %y = mat.transpose %c : tensor<1x2xf64> -> tensor<2x1xf64>
  return %y : tensor<2x1xf64>
}
