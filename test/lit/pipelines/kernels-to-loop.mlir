// RUN: terrace opt %s -p kernels-to-loop --check-each 2>&1 | FileCheck %s

// A chain of elementwise operations becomes one nest without buffers in between; constants become
// scalars.
// CHECK-NOT:   EVAL
// CHECK-LABEL: func.func @f(%x: memref<8xf32>, %{{.*}}: memref<8xf32>)
// CHECK-NOT:     loop.alloc
// CHECK:         loop.for
// CHECK:           loop.block
// CHECK:             arith.mulf
// CHECK:             math.exp
// CHECK-NOT:       loop.block
// CHECK:         return
func.func @f(%x: tensor<8xf32>) -> tensor<8xf32> {
  %two = graph.constant dense<2.0> : tensor<f32>
  %a = graph.mul %x, %two : tensor<8xf32>, tensor<f32> -> tensor<8xf32>
  %b = graph.exp %a : tensor<8xf32>
  return %b : tensor<8xf32>
}
