// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// The same elements in another shape.
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
