// RUN: terrace compile %s --emit=mlir | FileCheck %s

// A model without inputs has a host as any other.
// CHECK:     func.func @main(%{{.*}}: memref<2x3xi64>, %{{.*}}: memref<2xf32>, %arena: memref<
// CHECK-NOT: {{(graph|te|loop)}}.
func.func @main() -> (tensor<2x3xi64>, tensor<2xf32>) {
  %i = graph.iota {axis = 1 : i64} : tensor<2x3xi64>
  %c = graph.constant dense<[1.0, 2.0]> : tensor<2xf32>
  return %i, %c : tensor<2x3xi64>, tensor<2xf32>
}
