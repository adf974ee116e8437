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

// -----

// CHECK-LABEL: func.func @slice_by_constants(
// CHECK:       %[[s:.+]] = tensor.extract_slice %t[0, %i] [4, %i] [1, 1] : tensor<8x16xf32> to tensor<4x?xf32>
// CHECK:       tensor.cast %[[s]] : tensor<4x?xf32> to tensor<?x?xf32>
func.func @slice_by_constants(%t: tensor<8x16xf32>, %i: index) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %s = tensor.extract_slice %t[%c0, %i] [%c4, %i] [1, 1] : tensor<8x16xf32> to tensor<?x?xf32>
  return %s : tensor<?x?xf32>
}

// -----

// CHECK-LABEL: func.func @dropped_dimension(
// CHECK:       tensor.extract_slice %t[%i, 0] [1, 16] [1, 1] : tensor<8x16xf32> to tensor<16xf32>
func.func @dropped_dimension(%t: tensor<8x16xf32>, %i: index) -> tensor<16xf32> {
  %c16 = arith.constant 16 : index
  %s = tensor.extract_slice %t[%i, 0] [1, %c16] [1, 1] : tensor<8x16xf32> to tensor<?xf32>
  %r = tensor.cast %s : tensor<?xf32> to tensor<16xf32>
  return %r : tensor<16xf32>
}

// -----

// CHECK-LABEL: func.func @insertions(
// CHECK:       %[[r:.+]] = tensor.insert_slice %a into %t[0] [4] [1]
// CHECK-NEXT:  return %t, %[[r]], %a
func.func @insertions(%t: tensor<8xf32>, %a: tensor<4xf32>, %b: tensor<4xf32>) -> (tensor<8xf32>, tensor<8xf32>, tensor<4xf32>) {
  %0 = tensor.extract_slice %t[2] [4] [1] : tensor<8xf32> to tensor<4xf32>
  %1 = tensor.insert_slice %0 into %t[2] [4] [1] : tensor<4xf32> into tensor<8xf32>
  %2 = tensor.insert_slice %b into %t[0] [4] [1] : tensor<4xf32> into tensor<8xf32>
  %3 = tensor.insert_slice %a into %2[0] [4] [1] : tensor<4xf32> into tensor<8xf32>
  %4 = tensor.extract_slice %3[0] [4] [1] : tensor<8xf32> to tensor<4xf32>
  return %1, %3, %4 : tensor<8xf32>, tensor<8xf32>, tensor<4xf32>
}

// -----

// Elsewhere in the tensor is another slice.
// CHECK-LABEL: func.func @other_slices(
// CHECK:       tensor.extract_slice
// CHECK:       tensor.insert_slice
func.func @other_slices(%t: tensor<8xf32>) -> tensor<8xf32> {
  %0 = tensor.extract_slice %t[2] [4] [1] : tensor<8xf32> to tensor<4xf32>
  %1 = tensor.insert_slice %0 into %t[3] [4] [1] : tensor<4xf32> into tensor<8xf32>
  return %1 : tensor<8xf32>
}

// -----

// A cast that checks what neither of the others says must stay.
// CHECK-LABEL: func.func @casts_that_check(
// CHECK:       %[[a:.+]] = tensor.cast %t : tensor<?x?xf32> to tensor<4x?xf32>
// CHECK:       %[[b:.+]] = tensor.cast %[[a]]
// CHECK:       return %[[b]], %t
func.func @casts_that_check(%t: tensor<?x?xf32>) -> (tensor<?x8xf32>, tensor<?x?xf32>) {
  %0 = tensor.cast %t : tensor<?x?xf32> to tensor<4x?xf32>
  %1 = tensor.cast %0 : tensor<4x?xf32> to tensor<?x8xf32>
  %2 = tensor.cast %t : tensor<?x?xf32> to tensor<*xf32>
  %3 = tensor.cast %2 : tensor<*xf32> to tensor<?x?xf32>
  return %1, %3 : tensor<?x8xf32>, tensor<?x?xf32>
}

// -----

// CHECK-LABEL: func.func @reshapes(
// CHECK:       %[[c:.+]] = tensor.collapse_shape %t {{\[}}[0, 1, 2]]
// CHECK:       %[[d:.+]] = tensor.collapse_shape %t {{\[}}[0, 1], [2]]
// CHECK:       return %[[c]], %[[d]]
func.func @reshapes(%t: tensor<2x3x4xf32>) -> (tensor<24xf32>, tensor<6x4xf32>) {
  %0 = tensor.collapse_shape %t [[0, 1], [2]] : tensor<2x3x4xf32> into tensor<6x4xf32>
  %1 = tensor.collapse_shape %0 [[0, 1]] : tensor<6x4xf32> into tensor<24xf32>
  %2 = tensor.expand_shape %t [[0], [1], [2, 3]] output_shape [2, 3, 2, 2] : tensor<2x3x4xf32> into tensor<2x3x2x2xf32>
  %3 = tensor.collapse_shape %2 [[0, 1], [2, 3]] : tensor<2x3x2x2xf32> into tensor<6x4xf32>
  return %1, %3 : tensor<24xf32>, tensor<6x4xf32>
}

// -----

// CHECK-LABEL: func.func @elements(
// CHECK-DAG:   %[[c:.+]] = arith.constant dense<[1, 2]> : tensor<2xi32>
// CHECK:       return %[[c]], %x, %i
func.func @elements(%x: f32, %t: tensor<8xf32>, %i: index) -> (tensor<2xi32>, f32, index) {
  %c1 = arith.constant 1 : i32
  %c2 = arith.constant 2 : i32
  %0 = tensor.from_elements %c1, %c2 : tensor<2xi32>
  %1 = tensor.insert %x into %t[%i] : tensor<8xf32>
  %2 = tensor.extract %1[%i] : tensor<8xf32>
  %3 = tensor.generate %i {
  ^bb0(%j: index):
    tensor.yield %j : index
  } : tensor<?xindex>
  %4 = tensor.extract %3[%i] : tensor<?xindex>
  return %0, %2, %4 : tensor<2xi32>, f32, index
}

// -----

// CHECK-LABEL: func.func @padding(
// CHECK:       %[[p:.+]] = tensor.pad %t low[1] high[2]
// CHECK:       : tensor<4xf32> to tensor<7xf32>
// CHECK:       %[[c:.+]] = tensor.cast %[[p]]
// CHECK:       return %[[c]], %t
func.func @padding(%t: tensor<4xf32>, %x: f32) -> (tensor<?xf32>, tensor<4xf32>) {
  %c2 = arith.constant 2 : index
  %0 = tensor.pad %t low[1] high[%c2] {
  ^bb0(%i: index):
    tensor.yield %x : f32
  } : tensor<4xf32> to tensor<?xf32>
  %1 = tensor.pad %t low[0] high[0] {
  ^bb0(%i: index):
    tensor.yield %x : f32
  } : tensor<4xf32> to tensor<4xf32>
  return %0, %1 : tensor<?xf32>, tensor<4xf32>
}

// -----

// Casts move to where less is cast; padding has the type that is asked for.
// CHECK-LABEL: func.func @cast_later(
// CHECK:       %[[E:.*]] = tensor.extract %{{.*}} : tensor<4xi32>
// CHECK:       arith.index_cast %[[E]] : i32 to index
// CHECK:       tensor.pad
// CHECK:       tensor<?xf32> to tensor<8xf32>
// CHECK-NOT:   tensor.cast
// CHECK:       return
func.func @cast_later(%t: tensor<4xi32>, %i: index, %u: tensor<?xf32>, %x: f32)
    -> (index, tensor<8xf32>) {
  %0 = arith.index_cast %t : tensor<4xi32> to tensor<4xindex>
  %1 = tensor.extract %0[%i] : tensor<4xindex>
  %2 = tensor.pad %u low[%i] high[%i] {
  ^bb0(%j: index):
    tensor.yield %x : f32
  } : tensor<?xf32> to tensor<?xf32>
  %3 = tensor.cast %2 : tensor<?xf32> to tensor<8xf32>
  return %1, %3 : index, tensor<8xf32>
}
