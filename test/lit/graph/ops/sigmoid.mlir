// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// One over one plus the exponential of the negated element.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.sigmoid %x : tensor<2x3xf32>
func.func @form(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %y = graph.sigmoid %x : tensor<2x3xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x3xf32>
}

// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[5.000000e-01, {{0\.73105[0-9]*|7\.3105[0-9]*e-01}}, {{0\.11920[0-9]*|1\.1920[0-9]*e-01}}]> : tensor<3xf32>
func.func @value() -> tensor<3xf32> {
  %x = graph.constant dense<[0.0, 1.0, -2.0]> : tensor<3xf32>
  %y = graph.sigmoid %x : tensor<3xf32>
  return %y : tensor<3xf32>
}
