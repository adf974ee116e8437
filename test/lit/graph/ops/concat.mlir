// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p graph-fold-constants | FileCheck %s --check-prefix=VALUE
// RUN: terrace opt %s -p graph-fold-constants,kernels-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Tensors one after another along an axis.
// CHECK-LABEL: func.func @form(
// CHECK:         graph.concat %x, %z {axis = 1 : i64} : tensor<2x6xf32>, tensor<2x1xf32> -> tensor<2x7xf32>
func.func @form(%x: tensor<2x6xf32>, %z: tensor<2x1xf32>) -> tensor<2x7xf32> {
  %y = graph.concat %x, %z {axis = 1 : i64} : tensor<2x6xf32>, tensor<2x1xf32> -> tensor<2x7xf32>
  // LOOP-NOT: EVAL
  // LOOP:     loop.block
  return %y : tensor<2x7xf32>
}

// VALUE-LABEL: func.func @value(
// VALUE:         graph.constant dense<{{\[\[}}7, 1, 2, 3], [8, 4, 5, 6]]> : tensor<2x4xi32>
func.func @value() -> tensor<2x4xi32> {
  %x = graph.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32>
  %z = graph.constant dense<[[7], [8]]> : tensor<2x1xi32>
  %y = graph.concat %z, %x {axis = 1 : i64} : tensor<2x1xi32>, tensor<2x3xi32> -> tensor<2x4xi32>
  return %y : tensor<2x4xi32>
}
