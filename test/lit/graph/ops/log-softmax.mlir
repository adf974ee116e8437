// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Logarithm of the softmax.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.log_softmax %x {axis = 2 : i64} : tensor<2x3x4xf32>
func.func @form(%x: tensor<2x3x4xf32>) -> tensor<2x3x4xf32> {
  %y = graph.log_softmax %x {axis = 2 : i64} : tensor<2x3x4xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3x4xf32>
}

// Large elements do not overflow.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<-{{0\.69314[0-9]*|6\.9314[0-9]*e-01}}> : tensor<2xf32>
func.func @value() -> tensor<2xf32> {
  %x = graph.constant dense<[1000.0, 1000.0]> : tensor<2xf32>
  %y = graph.log_softmax %x {axis = 0 : i64} : tensor<2xf32>
  return %y : tensor<2xf32>
}
