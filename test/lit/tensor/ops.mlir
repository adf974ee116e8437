// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// CHECK-LABEL: func.func @makes
func.func @makes(%n: index, %x: f32) {
  // CHECK: tensor.empty(%{{.*}}) : tensor<4x?xf32>
  %0 = tensor.empty(%n) : tensor<4x?xf32>
  // CHECK: tensor.from_elements %{{.*}}, %{{.*}} : tensor<2xf32>
  %1 = tensor.from_elements %x, %x : tensor<2xf32>
  // CHECK: tensor.splat %{{.*}} : tensor<8xf32>
  %2 = tensor.splat %x : tensor<8xf32>
  // CHECK: tensor.splat %{{.*}}[%{{.*}}] : tensor<?x8xf32>
  %3 = tensor.splat %x[%n] : tensor<?x8xf32>
  // CHECK: tensor.generate %{{.*}} {
  %4 = tensor.generate %n {
  ^bb0(%i: index, %j: index):
    // CHECK: tensor.yield %{{.*}} : f32
    tensor.yield %x : f32
  } : tensor<?x3xf32>
  return
}

// CHECK-LABEL: func.func @elements
func.func @elements(%t: tensor<4x?xf32>, %u: tensor<*xf32>, %i: index, %x: f32) {
  // CHECK: tensor.extract %{{.*}}[%{{.*}}, %{{.*}}] : tensor<4x?xf32>
  %0 = tensor.extract %t[%i, %i] : tensor<4x?xf32>
  // CHECK: tensor.insert %{{.*}} into %{{.*}}[%{{.*}}, %{{.*}}] : tensor<4x?xf32>
  %1 = tensor.insert %x into %t[%i, %i] : tensor<4x?xf32>
  %2 = tensor.dim %t, %i : tensor<4x?xf32>
  %3 = tensor.rank %u : tensor<*xf32>
  return
}

// CHECK-LABEL: func.func @shapes
func.func @shapes(%t: tensor<8x16xf32>, %d: tensor<?x16xf32>, %i: index, %shape: tensor<1xindex>) {
  // CHECK: tensor.cast %{{.*}} : tensor<8x16xf32> to tensor<?x16xf32>
  %0 = tensor.cast %t : tensor<8x16xf32> to tensor<?x16xf32>
  %1 = tensor.bitcast %t : tensor<8x16xf32> to tensor<8x16xi32>
  // CHECK: tensor.collapse_shape %{{.*}} {{\[\[}}0, 1]] : tensor<8x16xf32> into tensor<128xf32>
  %2 = tensor.collapse_shape %t [[0, 1]] : tensor<8x16xf32> into tensor<128xf32>
  // CHECK: tensor.expand_shape %{{.*}} {{\[\[}}0, 1], [2]] output_shape [%{{.*}}, 2, 16] : tensor<?x16xf32> into tensor<?x2x16xf32>
  %3 = tensor.expand_shape %d [[0, 1], [2]] output_shape [%i, 2, 16] : tensor<?x16xf32> into tensor<?x2x16xf32>
  // CHECK: tensor.reshape %{{.*}}(%{{.*}}) : (tensor<8x16xf32>, tensor<1xindex>) -> tensor<128xf32>
  %4 = tensor.reshape %t(%shape) : (tensor<8x16xf32>, tensor<1xindex>) -> tensor<128xf32>
  // CHECK: tensor.concat dim(1) %{{.*}}, %{{.*}} : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<8x32xf32>
  %5 = tensor.concat dim(1) %t, %t : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<8x32xf32>
  return
}

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

// CHECK-LABEL: func.func @gathers
func.func @gathers(%t: tensor<8x16xf32>, %idx: tensor<5x1xindex>, %v: tensor<5x1x16xf32>) {
  // CHECK: tensor.gather %{{.*}}[%{{.*}}] gather_dims([0]) : (tensor<8x16xf32>, tensor<5x1xindex>) -> tensor<5x1x16xf32>
  %0 = tensor.gather %t[%idx] gather_dims([0]) : (tensor<8x16xf32>, tensor<5x1xindex>) -> tensor<5x1x16xf32>
  // CHECK: tensor.scatter %{{.*}} into %{{.*}}[%{{.*}}] scatter_dims([0]) unique : (tensor<5x1x16xf32>, tensor<8x16xf32>, tensor<5x1xindex>) -> tensor<8x16xf32>
  %1 = tensor.scatter %v into %t[%idx] scatter_dims([0]) unique : (tensor<5x1x16xf32>, tensor<8x16xf32>, tensor<5x1xindex>) -> tensor<8x16xf32>
  return
}
