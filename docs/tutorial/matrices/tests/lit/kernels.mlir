// RUN: matrices opt %s -p lower-mat-to-te,graph-to-kernels,kernels-to-loop --check-each | FileCheck %s

// A known matrix stays with the caller, each formula is a kernel.
// CHECK-LABEL: func.func @main(
// CHECK:         %[[C:.*]] = graph.constant
// CHECK:         call @formula(%x, %[[C]])
// CHECK:       func.func private @formula(
// CHECK:         loop.for
func.func @main(%x: tensor<2x2xf64>) -> tensor<2x2xf64> {
  %c = mat.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf64>
  %y = mat.add %x, %c : tensor<2x2xf64>
  return %y : tensor<2x2xf64>
}
