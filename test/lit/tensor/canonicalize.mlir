// RUN: terrace opt %s -p canonicalize --split-input-file | FileCheck %s

// Casts that undo each other; sizes that are known.
// CHECK-LABEL: func.func @casts(
// CHECK-NOT:   tensor.cast{{ }}
// CHECK-NOT:   tensor.dim{{ }}
// CHECK:       return
func.func @casts(%t: tensor<4x8xf32>) -> (tensor<4x8xf32>, index) {
  %c1 = arith.constant 1 : index
  %a = tensor.cast %t : tensor<4x8xf32> to tensor<?x?xf32>
  %b = tensor.cast %a : tensor<?x?xf32> to tensor<4x8xf32>
  %d = tensor.dim %a, %c1 : tensor<?x?xf32>
  return %b, %d : tensor<4x8xf32>, index
}

// -----

// Elements of constants and of what was just made are known.
// CHECK-LABEL: func.func @elements(
// CHECK-NOT:   tensor.extract{{ }}
// CHECK-NOT:   tensor.from_elements{{ }}
// CHECK:       return
func.func @elements(%x: f32, %y: f32) -> (f32, f32, f32) {
  %c1 = arith.constant 1 : index
  %t = arith.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %a = tensor.extract %t[%c1] : tensor<3xf32>
  %s = arith.constant dense<7.0> : tensor<3xf32>
  %b = tensor.extract %s[%c1] : tensor<3xf32>
  %u = tensor.from_elements %x, %y : tensor<2xf32>
  %c = tensor.extract %u[%c1] : tensor<2xf32>
  return %a, %b, %c : f32, f32, f32
}

// -----

// Slices of everything are everything.
// CHECK-LABEL: func.func @whole(
// CHECK-NOT:   tensor.extract_slice{{ }}
// CHECK-NOT:   tensor.insert_slice{{ }}
// CHECK:       return
func.func @whole(%t: tensor<4x8xf32>, %u: tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  %a = tensor.extract_slice %t[0, 0] [4, 8] [1, 1] : tensor<4x8xf32> to tensor<4x8xf32>
  %b = tensor.insert_slice %t into %u[0, 0] [4, 8] [1, 1] : tensor<4x8xf32> into tensor<4x8xf32>
  return %a, %b : tensor<4x8xf32>, tensor<4x8xf32>
}

// -----

// Reshapes undo each other; constant sizes are in the type.
// CHECK-LABEL: func.func @shapes(
// CHECK-NOT:   tensor.collapse_shape{{ }}
// CHECK-NOT:   tensor.expand_shape{{ }}
// CHECK:       tensor.empty
// CHECK:       tensor.cast
// CHECK:       return
func.func @shapes(%t: tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<?xf32>) {
  %c16 = arith.constant 16 : index
  %a = tensor.collapse_shape %t [[0, 1]] : tensor<4x8xf32> into tensor<32xf32>
  %b = tensor.expand_shape %a [[0, 1]] output_shape [4, 8] : tensor<32xf32> into tensor<4x8xf32>
  %e = tensor.empty(%c16) : tensor<?xf32>
  return %b, %e : tensor<4x8xf32>, tensor<?xf32>
}
