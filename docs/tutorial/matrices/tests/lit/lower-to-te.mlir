// RUN: matrices opt %s --verify-roundtrip -p mat-infer-shapes,lower-mat-to-te --check-each | FileCheck %s

// A product: rows of the first meet columns of the second.
// CHECK-LABEL: func.func @product
// CHECK:         te.compute axes(i = 2, j = 2) reduce(k = 3) {{.*}}ins(%a[i, k], %b[k, j])
// CHECK:           arith.mulf
func.func @product(%a: tensor<2x3xf64>, %b: tensor<3x2xf64>) -> tensor<2x2xf64> {
  %c = mat.mul %a, %b : tensor<2x3xf64>, tensor<3x2xf64> -> tensor<2x2xf64>
  return %c : tensor<2x2xf64>
}

// Nothing is left to do without matrices.
// CHECK-LABEL: func.func @none
// CHECK-NEXT:    return %x
func.func @none(%x: f64) -> f64 {
  return %x : f64
}
