// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Parts of tensors taken out and put in, and padding.
// CHECK-LABEL: func.func @slices
func.func @slices(%t: tensor<8x16xf32>, %s: tensor<4x?xf32>, %i: index, %x: f32) {
  // CHECK: tensor.extract_slice %{{.*}}[%{{.*}}, 0] [4, %{{.*}}] [1, 2] : tensor<8x16xf32> to tensor<4x?xf32>
  %0 = tensor.extract_slice %t[%i, 0] [4, %i] [1, 2] : tensor<8x16xf32> to tensor<4x?xf32>
  // CHECK: tensor.insert_slice %{{.*}} into %{{.*}}[0, %{{.*}}] [4, %{{.*}}] [1, 1] : tensor<4x?xf32> into tensor<8x16xf32>
  %1 = tensor.insert_slice %s into %t[0, %i] [4, %i] [1, 1] : tensor<4x?xf32> into tensor<8x16xf32>
  %2 = scf.forall (%k) in (4) shared_outs(%o = %t) -> (tensor<8x16xf32>) {
    scf.forall.in_parallel {
      // CHECK: tensor.parallel_insert_slice %{{.*}} into %{{.*}}[%{{.*}}, 0] [4, %{{.*}}] [1, 1] : tensor<4x?xf32> into tensor<8x16xf32>
      tensor.parallel_insert_slice %s into %o[%k, 0] [4, %i] [1, 1] : tensor<4x?xf32> into tensor<8x16xf32>
    }
  }
  // CHECK: tensor.pad %{{.*}} low[1, %{{.*}}] high[0, 2] {
  %3 = tensor.pad %t low[1, %i] high[0, 2] {
  ^bb0(%a: index, %b: index):
    tensor.yield %x : f32
  } : tensor<8x16xf32> to tensor<9x?xf32>
  // CHECK: tensor.pad %{{.*}} nofold low[0, 0] high[0, 0] {
  %4 = tensor.pad %t nofold low[0, 0] high[0, 0] {
  ^bb0(%a: index, %b: index):
    tensor.yield %x : f32
  } : tensor<8x16xf32> to tensor<8x16xf32>
  return
}
