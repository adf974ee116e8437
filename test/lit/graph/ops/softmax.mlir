// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Exponentials divided by their sum.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.softmax %x {axis = 2 : i64} : tensor<2x3x4xf32>
func.func @form(%x: tensor<2x3x4xf32>) -> tensor<2x3x4xf32> {
  %y = graph.softmax %x {axis = 2 : i64} : tensor<2x3x4xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3x4xf32>
}

// Large elements do not overflow.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<{{\[\[}}5.000000e-01, 5.000000e-01], [{{0\.26894[0-9]*|2\.6894[0-9]*e-01}}, {{0\.73105[0-9]*|7\.3105[0-9]*e-01}}]]> : tensor<2x2xf32>
func.func @value() -> tensor<2x2xf32> {
  %x = graph.constant dense<[[1000.0, 1000.0], [0.0, 1.0]]> : tensor<2x2xf32>
  %y = graph.softmax %x {axis = 1 : i64} : tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}
