// RUN: matrices opt %s -p mat-infer-shapes | FileCheck %s

// The size goes from operand to result; the function keeps its type.
// CHECK-LABEL: func.func @size
// CHECK:         mat.transpose %x : tensor<2x3xf64> -> tensor<3x2xf64>
// CHECK:         mat.add %y, %y : tensor<3x2xf64>
// CHECK:         tensor.cast %{{.*}} : tensor<3x2xf64> to tensor<?x?xf64>
func.func @size(%x: tensor<2x3xf64>) -> tensor<?x?xf64> {
  %y = mat.transpose %x : tensor<2x3xf64> -> tensor<?x?xf64>
  %z = mat.add %y, %y : tensor<?x?xf64>
  return %z : tensor<?x?xf64>
}

// What is not known stays open.
// CHECK-LABEL: func.func @open
// CHECK:         -> tensor<?x2xf64>
func.func @open(%x: tensor<2x?xf64>) -> tensor<?x2xf64> {
  %y = mat.transpose %x : tensor<2x?xf64> -> tensor<?x2xf64>
  return %y : tensor<?x2xf64>
}
