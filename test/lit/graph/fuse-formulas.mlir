// RUN: terrace opt %s -p graph-to-kernels --check-each | FileCheck %s

// Formulas become kernels, too, and constant tensors stay with the caller: that is how a dialect
// which lowers to `te` gets to machine code.
// CHECK-LABEL: func.func @main(
// CHECK-NEXT:    %[[C:.*]] = graph.constant dense<[1.0{{.*}}, 2.0{{.*}}]>
// CHECK-NEXT:    %[[Y:.*]] = call @formula(%x, %[[C]])
// CHECK-NEXT:    return %[[Y]]
// CHECK:       func.func private @formula(
// CHECK-NEXT:    te.compute
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %c = graph.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %y = te.compute axes(i = 2) ins(%x[i], %c[i]) : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32> {
  ^bb0(%a: f32, %b: f32):
    %s = arith.addf %a, %b : f32
    te.yield %s : f32
  }
  return %y : tensor<2xf32>
}
