// RUN: terrace opt %s -p graph-to-cpu | FileCheck %s
// RUN: terrace opt %s -p graph-optimize,graph-to-kernels,kernels-to-loop,loop-to-cpu -o %t && terrace opt %s -p graph-to-cpu -o %t.whole && cmp %t %t.whole

// From whole tensors to vectors, memory and control flow; the parts of the road, one after the
// other, are the road.
// CHECK:       func.func @main({{.*}}%arena: memref<{{[0-9]+}}xi8>
// CHECK-SAME:    terrace.plan
// CHECK:         call @matmul
// CHECK:       func.func private @matmul
// CHECK-NOT:     {{(graph|te|loop)}}.
// CHECK:         {{(math|vector)}}.fma
func.func @main(%x: tensor<16x32xf32>, %w: tensor<32x64xf32>) -> tensor<16x64xf32> {
  %a = graph.matmul %x, %w : tensor<16x32xf32>, tensor<32x64xf32> -> tensor<16x64xf32>
  %b = graph.relu %a : tensor<16x64xf32>
  return %b : tensor<16x64xf32>
}
