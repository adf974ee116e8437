// RUN: matrices opt %s -p lower-mat-to-te --verify-diagnostics

func.func @open(%x: tensor<?x3xf64>) -> tensor<3x?xf64> {
  // expected-error@+1 {{MAT002: `mat.transpose` has a size that is not known}}
  %y = mat.transpose %x : tensor<?x3xf64> -> tensor<3x?xf64>
  return %y : tensor<3x?xf64>
}
