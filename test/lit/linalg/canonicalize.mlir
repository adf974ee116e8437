// RUN: terrace opt %s -p canonicalize --split-input-file | FileCheck %s

// On tensors a computation nobody looks at goes; on memory it stays.
// CHECK-LABEL: func.func @unused(
// CHECK-NOT:   outs({{.*}}tensor
// CHECK:       linalg.matmul
// CHECK-NOT:   linalg.
func.func @unused(%a: tensor<4x4xf32>, %m: memref<4x4xf32>, %x: f32) {
  %0 = linalg.fill ins(%x : f32) outs(%a : tensor<4x4xf32>) -> tensor<4x4xf32>
  %1 = linalg.matmul ins(%a, %a : tensor<4x4xf32>, tensor<4x4xf32>)
                     outs(%0 : tensor<4x4xf32>) -> tensor<4x4xf32>
  %2 = linalg.softmax dimension(0)
    ins(%a : tensor<4x4xf32>) outs(%0 : tensor<4x4xf32>) -> tensor<4x4xf32>
  linalg.matmul ins(%m, %m : memref<4x4xf32>, memref<4x4xf32>) outs(%m : memref<4x4xf32>)
  return
}

// -----

// Memory without elements keeps none, and a copy onto itself changes nothing.
// CHECK-LABEL: func.func @nothing_to_do(
// CHECK-NOT:   linalg.
// CHECK:       return
func.func @nothing_to_do(%e: memref<0x4xf32>, %m: memref<?xf32>, %x: f32) {
  linalg.fill ins(%x : f32) outs(%e : memref<0x4xf32>)
  linalg.copy ins(%m : memref<?xf32>) outs(%m : memref<?xf32>)
  return
}

// -----

#same = affine_map<(i, j) -> (i, j)>
#turned = affine_map<(i, j) -> (j, i)>

// A body that hands its elements on is its operands.
// CHECK-LABEL: func.func @handed_on(
// CHECK-SAME:  %[[A:[^ ]*]]: tensor<?x?xf32>, %[[B:[^ ]*]]: tensor<?x?xf32>
// CHECK-NOT:   linalg.
// CHECK:       return %[[B]], %[[A]]
func.func @handed_on(%a: tensor<?x?xf32>, %b: tensor<?x?xf32>)
    -> (tensor<?x?xf32>, tensor<?x?xf32>) {
  %0, %1 = linalg.generic {indexing_maps = [#same, #same, #same, #same],
                           iterator_types = ["parallel", "parallel"]}
      ins(%a, %b : tensor<?x?xf32>, tensor<?x?xf32>)
      outs(%a, %a : tensor<?x?xf32>, tensor<?x?xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32, %p: f32):
    linalg.yield %y, %x : f32, f32
  } -> (tensor<?x?xf32>, tensor<?x?xf32>)
  return %0, %1 : tensor<?x?xf32>, tensor<?x?xf32>
}

// Not where elements change their places.
// CHECK-LABEL: func.func @turned(
// CHECK:       linalg.generic
func.func @turned(%a: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %0 = linalg.generic {indexing_maps = [#same, #turned],
                       iterator_types = ["parallel", "parallel"]}
      ins(%a : tensor<?x?xf32>) outs(%a : tensor<?x?xf32>) {
  ^bb0(%x: f32, %o: f32):
    linalg.yield %x : f32
  } -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// -----

// What a cast forgot, its user may know; so may the other operands.
// CHECK-LABEL: func.func @operands_know(
// CHECK:       linalg.matmul ins({{.*}} : tensor<4x8xf32>, tensor<8x?xf32>)
// CHECK-SAME:  outs({{.*}} : tensor<4x?xf32>)
func.func @operands_know(%a: tensor<4x8xf32>, %b: tensor<?x?xf32>, %c: tensor<?x?xf32>)
    -> tensor<?x?xf32> {
  %d = tensor.cast %a : tensor<4x8xf32> to tensor<?x?xf32>
  %0 = linalg.matmul ins(%d, %b : tensor<?x?xf32>, tensor<?x?xf32>)
                     outs(%c : tensor<?x?xf32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// -----

// What the result is cast to, the output is.
// CHECK-LABEL: func.func @result_knows(
// CHECK:       tensor.cast %{{.*}} : tensor<?xf32> to tensor<4xf32>
// CHECK:       linalg.exp {{.*}} -> tensor<4xf32>
// CHECK-NOT:   tensor.cast
// CHECK:       return
func.func @result_knows(%a: tensor<4xf32>, %c: tensor<?xf32>) -> tensor<4xf32> {
  %b = tensor.cast %a : tensor<4xf32> to tensor<?xf32>
  %0 = linalg.exp ins(%b : tensor<?xf32>) outs(%c : tensor<?xf32>) -> tensor<?xf32>
  %1 = tensor.cast %0 : tensor<?xf32> to tensor<4xf32>
  return %1 : tensor<4xf32>
}

// -----

// Extents move with dimensions.
// CHECK-LABEL: func.func @dimensions_know(
// CHECK:       linalg.reduce {{.*}} ins(%{{.*}} : tensor<4x8xf32>) outs(%{{.*}} : tensor<8xf32>)
// CHECK:       linalg.transpose ins(%{{.*}} : tensor<2x3xf32>) outs(%{{.*}} : tensor<3x2xf32>)
// CHECK:       linalg.broadcast ins(%{{.*}} : tensor<5xf32>) outs(%{{.*}} : tensor<6x5xf32>)
// CHECK:       linalg.map {{.*}} ins(%{{.*}} : tensor<7xf32>) outs(%{{.*}} : tensor<7xf32>)
func.func @dimensions_know(%a: tensor<4x?xf32>, %b: tensor<8xf32>, %c: tensor<2x3xf32>,
                           %d: tensor<?x?xf32>, %e: tensor<?xf32>, %f: tensor<6x5xf32>,
                           %g: tensor<7xf32>)
    -> (tensor<?xf32>, tensor<?x?xf32>, tensor<6x?xf32>, tensor<?xf32>) {
  %b1 = tensor.cast %b : tensor<8xf32> to tensor<?xf32>
  %0 = linalg.reduce { arith.addf } ins(%a : tensor<4x?xf32>) outs(%b1 : tensor<?xf32>)
    dimensions = [0]
  %c1 = tensor.cast %c : tensor<2x3xf32> to tensor<?x?xf32>
  %1 = linalg.transpose ins(%c1 : tensor<?x?xf32>) outs(%d : tensor<?x?xf32>) permutation = [1, 0]
  %f1 = tensor.cast %f : tensor<6x5xf32> to tensor<6x?xf32>
  %2 = linalg.broadcast ins(%e : tensor<?xf32>) outs(%f1 : tensor<6x?xf32>) dimensions = [0]
  %g1 = tensor.cast %g : tensor<7xf32> to tensor<?xf32>
  %3 = linalg.map { math.exp } ins(%e : tensor<?xf32>) outs(%g1 : tensor<?xf32>)
  return %0, %1, %2, %3 : tensor<?xf32>, tensor<?x?xf32>, tensor<6x?xf32>, tensor<?xf32>
}

// -----

// The result has the extents of the output.
// CHECK-LABEL: func.func @extent_of_result(
// CHECK-SAME:  %{{[^ ]*}}: tensor<?xf32>, %[[OUT:[^ ]*]]: tensor<?xf32>
// CHECK:       tensor.dim %[[OUT]]
func.func @extent_of_result(%a: tensor<?xf32>, %out: tensor<?xf32>) -> (tensor<?xf32>, index) {
  %c0 = arith.constant 0 : index
  %0 = linalg.exp ins(%a : tensor<?xf32>) outs(%out : tensor<?xf32>) -> tensor<?xf32>
  %d = tensor.dim %0, %c0 : tensor<?xf32>
  return %0, %d : tensor<?xf32>, index
}

// -----

#same = affine_map<(i, j) -> (i, j)>

// A loop of one round is at its beginning.
// CHECK-LABEL: func.func @one_round(
// CHECK:       %[[C0:.*]] = arith.constant 0 : index
// CHECK:       %[[J:.*]] = linalg.index 1
// CHECK-NEXT:  linalg.yield %[[C0]], %[[J]]
func.func @one_round(%a: tensor<1x4xindex>, %b: tensor<1x4xindex>)
    -> (tensor<1x4xindex>, tensor<1x4xindex>) {
  %0:2 = linalg.generic {indexing_maps = [#same, #same],
                         iterator_types = ["parallel", "parallel"]}
      outs(%a, %b : tensor<1x4xindex>, tensor<1x4xindex>) {
  ^bb0(%o: index, %p: index):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    linalg.yield %i, %j : index, index
  } -> (tensor<1x4xindex>, tensor<1x4xindex>)
  return %0#0, %0#1 : tensor<1x4xindex>, tensor<1x4xindex>
}

// -----

// Elements, shapes and copies of a filling are known without reading it.
// CHECK-LABEL: func.func @of_filling(
// CHECK-SAME:  %[[X:[^ ]*]]: f32
// CHECK:       linalg.fill ins(%[[X]] : f32) {{.*}} -> tensor<32xf32>
// CHECK:       linalg.fill ins(%[[X]] : f32) {{.*}} -> tensor<8x4xf32>
// CHECK:       linalg.fill ins(%[[X]] : f32) {{.*}} -> tensor<4x8xf32>
// CHECK-NOT:   linalg.
// CHECK:       return %[[X]]
func.func @of_filling(%x: f32, %a: tensor<4x8xf32>, %b: tensor<8x4xf32>, %i: index)
    -> (f32, tensor<32xf32>, tensor<8x4xf32>, tensor<4x8xf32>) {
  %0 = linalg.fill ins(%x : f32) outs(%a : tensor<4x8xf32>) -> tensor<4x8xf32>
  %1 = tensor.extract %0[%i, %i] : tensor<4x8xf32>
  %2 = tensor.collapse_shape %0 [[0, 1]] : tensor<4x8xf32> into tensor<32xf32>
  %3 = linalg.transpose ins(%0 : tensor<4x8xf32>) outs(%b : tensor<8x4xf32>) permutation = [1, 0]
  %4 = linalg.copy ins(%0 : tensor<4x8xf32>) outs(%a : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %1, %2, %3, %4 : f32, tensor<32xf32>, tensor<8x4xf32>, tensor<4x8xf32>
}

// -----

// Larger fillings: padded with the same, packed, side by side.
// CHECK-LABEL: func.func @larger_filling(
// CHECK-NOT:   tensor.pad
// CHECK-NOT:   linalg.pack
// CHECK:       linalg.fill {{.*}} -> tensor<?x9xf32>
// CHECK:       linalg.fill {{.*}} -> tensor<2x4x2x2xf32>
// CHECK:       tensor.concat
// CHECK:       linalg.fill {{.*}} -> tensor<8x8xf32>
func.func @larger_filling(%x: f32, %a: tensor<4x8xf32>, %b: tensor<2x4x2x2xf32>, %n: index)
    -> (tensor<?x9xf32>, tensor<2x4x2x2xf32>, tensor<8x8xf32>) {
  %0 = linalg.fill ins(%x : f32) outs(%a : tensor<4x8xf32>) -> tensor<4x8xf32>
  %1 = tensor.pad %0 low[%n, 1] high[2, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %x : f32
  } : tensor<4x8xf32> to tensor<?x9xf32>
  %2 = linalg.pack %0 inner_dims_pos = [0, 1] inner_tiles = [2, 2]
    into %b : tensor<4x8xf32> -> tensor<2x4x2x2xf32>
  %3 = tensor.concat dim(0) %0, %0 : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<8x8xf32>
  return %1, %2, %3 : tensor<?x9xf32>, tensor<2x4x2x2xf32>, tensor<8x8xf32>
}

// -----

// Padding in the color of the ground is not needed, unless something lies over it.
// CHECK-LABEL: func.func @into_filling(
// CHECK:       tensor.insert_slice %{{.*}} into %{{.*}}[3, 3] [2, 2]
// CHECK-LABEL: func.func @into_something(
// CHECK:       tensor.pad
func.func @into_filling(%x: f32, %a: tensor<8x8xf32>, %small: tensor<2x2xf32>) -> tensor<8x8xf32> {
  %0 = linalg.fill ins(%x : f32) outs(%a : tensor<8x8xf32>) -> tensor<8x8xf32>
  %1 = tensor.pad %small low[1, 1] high[1, 1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %x : f32
  } : tensor<2x2xf32> to tensor<4x4xf32>
  %2 = tensor.insert_slice %1 into %0[2, 2] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<8x8xf32>
  return %2 : tensor<8x8xf32>
}

func.func @into_something(%x: f32, %a: tensor<8x8xf32>, %s: tensor<2x2xf32>) -> tensor<8x8xf32> {
  %0 = linalg.fill ins(%x : f32) outs(%a : tensor<8x8xf32>) -> tensor<8x8xf32>
  %1 = tensor.pad %s low[1, 1] high[1, 1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %x : f32
  } : tensor<2x2xf32> to tensor<4x4xf32>
  %2 = tensor.insert_slice %s into %0[1, 1] [2, 2] [1, 1] : tensor<2x2xf32> into tensor<8x8xf32>
  %3 = tensor.insert_slice %1 into %2[2, 2] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<8x8xf32>
  return %3 : tensor<8x8xf32>
}

// -----

// Moves that undo or follow each other.
// CHECK-LABEL: func.func @moves(
// CHECK-SAME:  %[[A:[^ ]*]]: tensor<2x3xf32>
// CHECK:       linalg.broadcast ins(%[[A]] : {{.*}} dimensions = [0, 3]
// CHECK-NOT:   linalg.
// CHECK:       return %[[A]]
func.func @moves(%a: tensor<2x3xf32>, %b: tensor<3x2xf32>, %c: tensor<2x3x4xf32>,
                 %d: tensor<5x2x3x4xf32>) -> (tensor<2x3xf32>, tensor<5x2x3x4xf32>) {
  %0 = linalg.transpose ins(%a : tensor<2x3xf32>) outs(%b : tensor<3x2xf32>) permutation = [1, 0]
  %1 = linalg.transpose ins(%0 : tensor<3x2xf32>) outs(%a : tensor<2x3xf32>) permutation = [1, 0]
  %2 = linalg.broadcast ins(%1 : tensor<2x3xf32>) outs(%c : tensor<2x3x4xf32>) dimensions = [2]
  %3 = linalg.broadcast ins(%2 : tensor<2x3x4xf32>) outs(%d : tensor<5x2x3x4xf32>) dimensions = [0]
  return %1, %3 : tensor<2x3xf32>, tensor<5x2x3x4xf32>
}

// -----

// What is broadcast is transposed while it is small.
// CHECK-LABEL: func.func @transposed_broadcast(
// CHECK:       linalg.transpose {{.*}} outs({{.*}} : tensor<?x2xf32>) permutation = [1, 0]
// CHECK:       linalg.broadcast {{.*}} dimensions = [1]
func.func @transposed_broadcast(%a: tensor<2x?xf32>, %b: tensor<2x?x4xf32>, %c: tensor<?x4x2xf32>)
    -> tensor<?x4x2xf32> {
  %0 = linalg.broadcast ins(%a : tensor<2x?xf32>) outs(%b : tensor<2x?x4xf32>) dimensions = [2]
  %1 = linalg.transpose ins(%0 : tensor<2x?x4xf32>) outs(%c : tensor<?x4x2xf32>)
    permutation = [1, 2, 0]
  return %1 : tensor<?x4x2xf32>
}

// -----

// Packing and unpacking in the same way.
// CHECK-LABEL: func.func @packed(
// CHECK-SAME:  %[[A:[^ ]*]]: tensor<4x8xf32>, %[[B:[^ ]*]]: tensor<2x4x2x2xf32>
// CHECK:       return %[[A]], %[[B]]
func.func @packed(%a: tensor<4x8xf32>, %b: tensor<2x4x2x2xf32>)
    -> (tensor<4x8xf32>, tensor<2x4x2x2xf32>) {
  %0 = linalg.pack %a inner_dims_pos = [0, 1] inner_tiles = [2, 2]
    into %b : tensor<4x8xf32> -> tensor<2x4x2x2xf32>
  %1 = linalg.unpack %0 inner_dims_pos = [0, 1] inner_tiles = [2, 2]
    into %a : tensor<2x4x2x2xf32> -> tensor<4x8xf32>
  %2 = linalg.unpack %b inner_dims_pos = [0, 1] inner_tiles = [2, 2]
    into %a : tensor<2x4x2x2xf32> -> tensor<4x8xf32>
  %3 = linalg.pack %2 inner_dims_pos = [0, 1] inner_tiles = [2, 2]
    into %b : tensor<4x8xf32> -> tensor<2x4x2x2xf32>
  return %1, %3 : tensor<4x8xf32>, tensor<2x4x2x2xf32>
}
