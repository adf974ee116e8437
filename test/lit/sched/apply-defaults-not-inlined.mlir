// RUN: terrace opt %s -p 'lower-graph-to-te,lower-te-to-loop,sched-apply-defaults{vector-bits=512}' --check-each | FileCheck %s

// Formulas that were not inlined leave a buffer between each two nests: the second one moves into
// the tiles of the first, and the buffer it writes stands before them.
// CHECK-LABEL: func.func @main
// CHECK:         %sum = loop.alloc : memref<8x16xf32>
// CHECK:         loop.block "matmul_init"
// CHECK:         loop.block "matmul"
// CHECK:         loop.block "add"
// CHECK:             loop.store %{{.*}}, %sum
// CHECK:         loop.block "relu"
func.func @main(%x: tensor<8x32xf32>, %w: tensor<32x16xf32>, %b: tensor<16xf32>)
    -> tensor<8x16xf32> {
  %product = graph.matmul %x, %w : tensor<8x32xf32>, tensor<32x16xf32> -> tensor<8x16xf32>
  %sum = graph.add %product, %b : tensor<8x16xf32>, tensor<16xf32> -> tensor<8x16xf32>
  %positive = graph.relu %sum : tensor<8x16xf32>
  return %positive : tensor<8x16xf32>
}
