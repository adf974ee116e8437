// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// A value known before the program runs.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
func.func @form() -> tensor<2xf32> {
  %y = graph.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
  return %y : tensor<2xf32>
}
