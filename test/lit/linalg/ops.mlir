// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>

// CHECK-LABEL: func.func @generic
func.func @generic(%a: tensor<4x8xf32>, %b: tensor<4xf32>, %m: memref<4x8xf32>) -> tensor<4xf32> {
  // CHECK: linalg.generic {indexing_maps = [{{.*}}], iterator_types = ["parallel", "reduction"]} ins(%{{.*}} : tensor<4x8xf32>) outs(%{{.*}} : tensor<4xf32>) {
  %0 = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]} ins(%a : tensor<4x8xf32>) outs(%b : tensor<4xf32>) {
  ^bb0(%x: f32, %y: f32):
    %s = arith.addf %x, %y : f32
    // CHECK: linalg.yield %{{.*}} : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  linalg.generic {indexing_maps = [#id], iterator_types = ["parallel", "parallel"]} outs(%m : memref<4x8xf32>) attrs = {note = 1 : i64} {
  ^bb0(%x: f32):
    // CHECK: linalg.index 1 : index
    %i = linalg.index 1 : index
    linalg.yield %x : f32
  }
  return %0 : tensor<4xf32>
}
