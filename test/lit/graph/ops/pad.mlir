// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE

// Elements added at the sides of axes, or taken away.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.pad %x, %z {high = array<i64: 0, -1>, low = array<i64: 1, 0>, mode = "edge"} : tensor<2x6xf32>, tensor<f32> -> tensor<3x5xf32>
func.func @form(%x: tensor<2x6xf32>, %z: tensor<f32>) -> tensor<3x5xf32> {
  %y = graph.pad %x, %z {high = array<i64: 0, -1>, low = array<i64: 1, 0>, mode = "edge"}
      : tensor<2x6xf32>, tensor<f32> -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// A mirror at the ends, which are not repeated.
// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<[2, 1, 2, 3, 2, 1]> : tensor<6xi32>
func.func @value() -> tensor<6xi32> {
  %x = graph.constant dense<[1, 2, 3]> : tensor<3xi32>
  %z = graph.constant dense<0> : tensor<i32>
  %y = graph.pad %x, %z {high = array<i64: 2>, low = array<i64: 1>, mode = "reflect"}
      : tensor<3xi32>, tensor<i32> -> tensor<6xi32>
  return %y : tensor<6xi32>
}
