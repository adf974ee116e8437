// RUN: terrace opt %s -p canonicalize --split-input-file | FileCheck %s

// Moves that do nothing or undo each other.
// CHECK-LABEL: func.func @moves(
// CHECK-NOT:   vector.broadcast{{ }}
// CHECK-NOT:   vector.extract{{ }}
// CHECK-NOT:   vector.insert{{ }}
// CHECK-NOT:   vector.shape_cast{{ }}
// CHECK-NOT:   vector.shuffle{{ }}
// CHECK-NOT:   vector.transpose{{ }}
// CHECK:       return
func.func @moves(%v: vector<4x8xf32>, %x: f32, %w: vector<8xf32>) -> (vector<4x8xf32>, f32, vector<8xf32>, vector<8xf32>) {
  %a = vector.shape_cast %v : vector<4x8xf32> to vector<32xf32>
  %b = vector.shape_cast %a : vector<32xf32> to vector<4x8xf32>
  %c = vector.transpose %b, [0, 1] : vector<4x8xf32> to vector<4x8xf32>
  %d = vector.broadcast %x : f32 to vector<8xf32>
  %e = vector.extract %d[3] : f32 from vector<8xf32>
  %f = vector.insert %w, %v [2] : vector<8xf32> into vector<4x8xf32>
  %g = vector.extract %f[2] : vector<8xf32> from vector<4x8xf32>
  %h = vector.shuffle %w, %w [0, 1, 2, 3, 4, 5, 6, 7] : vector<8xf32>, vector<8xf32>
  return %c, %e, %g, %h : vector<4x8xf32>, f32, vector<8xf32>, vector<8xf32>
}

// -----

// Constants move at once.
// CHECK-LABEL: func.func @constants(
// CHECK-NOT:   vector.broadcast{{ }}
// CHECK-NOT:   vector.create_mask{{ }}
// CHECK-NOT:   vector.extract{{ }}
// CHECK-NOT:   vector.shape_cast{{ }}
// CHECK:       vector.constant_mask
// CHECK:       return
func.func @constants() -> (vector<2x2xi32>, i32, vector<4xf32>, vector<8xi1>) {
  %c5 = arith.constant 5 : index
  %v = arith.constant dense<[1, 2, 3, 4]> : vector<4xi32>
  %a = vector.shape_cast %v : vector<4xi32> to vector<2x2xi32>
  %b = vector.extract %v[2] : i32 from vector<4xi32>
  %x = arith.constant 1.0 : f32
  %c = vector.broadcast %x : f32 to vector<4xf32>
  %m = vector.create_mask %c5 : vector<8xi1>
  return %a, %b, %c, %m : vector<2x2xi32>, i32, vector<4xf32>, vector<8xi1>
}

// -----

// Transfers see through casts and know what is in bounds.
// CHECK-LABEL: func.func @memory(
// CHECK-NOT:   memref.cast{{ }}
// CHECK:       vector.transfer_read
// CHECK:       vector.transfer_write
// CHECK:       vector.load
// CHECK:       return
func.func @memory(%m: memref<4x8xf32>, %x: f32, %i: index) -> (vector<8xf32>, vector<8xf32>) {
  %c0 = arith.constant 0 : index
  %a = memref.cast %m : memref<4x8xf32> to memref<?x8xf32>
  %r = vector.transfer_read %a[%i, %c0], %x : memref<?x8xf32>, vector<8xf32>
  vector.transfer_write %r, %a[%i, %c0] : vector<8xf32>, memref<?x8xf32>
  %l = vector.load %a[%i, %c0] : memref<?x8xf32>, vector<8xf32>
  return %r, %l : vector<8xf32>, vector<8xf32>
}

// -----

// CHECK-LABEL: func.func @parts(
// CHECK:       %[[a:.+]] = vector.extract %v[1, 2] : f32 from vector<4x8xf32>
// CHECK:       %[[b:.+]] = vector.extract %v[2, 1] : f32 from vector<4x8xf32>
// CHECK:       %[[c:.+]] = vector.extract %v[1] : vector<8xf32> from vector<4x8xf32>
// CHECK:       return %[[a]], %[[b]], %[[c]], %x
func.func @parts(%v: vector<4x8xf32>, %x: f32) -> (f32, f32, vector<8xf32>, f32) {
  %0 = vector.extract %v[1] : vector<8xf32> from vector<4x8xf32>
  %1 = vector.extract %0[2] : f32 from vector<8xf32>
  %2 = vector.transpose %v, [1, 0] : vector<4x8xf32> to vector<8x4xf32>
  %3 = vector.extract %2[1, 2] : f32 from vector<8x4xf32>
  %4 = vector.insert %x, %v [0, 0] : f32 into vector<4x8xf32>
  %5 = vector.extract %4[1] : vector<8xf32> from vector<4x8xf32>
  %6 = vector.broadcast %x : f32 to vector<4x8xf32>
  %7 = vector.extract %6[3, 3] : f32 from vector<4x8xf32>
  return %1, %3, %5, %7 : f32, f32, vector<8xf32>, f32
}

// -----

// Part of the row was replaced: it is neither the old row nor the new element.
// CHECK-LABEL: func.func @part_with_a_change(
// CHECK:       vector.insert
// CHECK:       vector.extract
func.func @part_with_a_change(%v: vector<4x8xf32>, %x: f32) -> vector<8xf32> {
  %0 = vector.insert %x, %v [0, 0] : f32 into vector<4x8xf32>
  %1 = vector.extract %0[0] : vector<8xf32> from vector<4x8xf32>
  return %1 : vector<8xf32>
}

// -----

// CHECK-LABEL: func.func @moves(
// CHECK:       %[[b:.+]] = vector.broadcast %x : f32 to vector<2x3xf32>
// CHECK:       return %v, %[[b]], %v
func.func @moves(%v: vector<2x3x4xf32>, %x: f32) -> (vector<2x3x4xf32>, vector<2x3xf32>, vector<2x3x4xf32>) {
  %0 = vector.transpose %v, [2, 0, 1] : vector<2x3x4xf32> to vector<4x2x3xf32>
  %1 = vector.transpose %0, [1, 2, 0] : vector<4x2x3xf32> to vector<2x3x4xf32>
  %2 = vector.broadcast %x : f32 to vector<3xf32>
  %3 = vector.broadcast %2 : vector<3xf32> to vector<2x3xf32>
  %4 = vector.shape_cast %v : vector<2x3x4xf32> to vector<6x4xf32>
  %5 = vector.shape_cast %4 : vector<6x4xf32> to vector<24xf32>
  %6 = vector.shape_cast %5 : vector<24xf32> to vector<2x3x4xf32>
  return %1, %3, %6 : vector<2x3x4xf32>, vector<2x3xf32>, vector<2x3x4xf32>
}

// -----

// CHECK-LABEL: func.func @constants_in_parts(
// CHECK-DAG:   %[[s:.+]] = arith.constant dense<{{\[}}[2, 3], [5, 6]]> : vector<2x2xi32>
// CHECK-DAG:   %[[i:.+]] = arith.constant dense<{{\[}}[1, 2, 3], [7, 7, 7]]> : vector<2x3xi32>
// CHECK-DAG:   %[[h:.+]] = arith.constant dense<[3, 0, 2]> : vector<3xi32>
// CHECK:       return %[[s]], %[[i]], %[[h]]
func.func @constants_in_parts() -> (vector<2x2xi32>, vector<2x3xi32>, vector<3xi32>) {
  %a = arith.constant dense<[[1, 2, 3], [4, 5, 6]]> : vector<2x3xi32>
  %b = arith.constant dense<7> : vector<3xi32>
  %c = arith.constant dense<[0, 1]> : vector<2xi32>
  %d = arith.constant dense<[2, 3]> : vector<2xi32>
  %0 = vector.extract_strided_slice %a {offsets = [0, 1], sizes = [2, 2], strides = [1, 1]} : vector<2x3xi32> to vector<2x2xi32>
  %1 = vector.insert %b, %a [1] : vector<3xi32> into vector<2x3xi32>
  %2 = vector.shuffle %c, %d [3, 0, 2] : vector<2xi32>, vector<2xi32>
  return %0, %1, %2 : vector<2x2xi32>, vector<2x3xi32>, vector<3xi32>
}

// -----

// CHECK-LABEL: func.func @masks(
// CHECK-DAG:   %[[none:.+]] = arith.constant dense<false> : vector<4x3xi1>
// CHECK-DAG:   %[[some:.+]] = vector.constant_mask [1, 2] : vector<2x2xi1>
// CHECK-DAG:   %[[moved:.+]] = vector.create_mask %m, %n : vector<3x4xi1>
// CHECK:       return %[[none]], %[[some]], %[[moved]]
func.func @masks(%n: index, %m: index) -> (vector<4x3xi1>, vector<2x2xi1>, vector<3x4xi1>) {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %0 = vector.create_mask %c0, %c3 : vector<4x3xi1>
  %1 = vector.constant_mask [2, 2] : vector<4x3xi1>
  %2 = vector.extract_strided_slice %1 {offsets = [1, 0], sizes = [2, 2], strides = [1, 1]} : vector<4x3xi1> to vector<2x2xi1>
  %3 = vector.create_mask %n, %m : vector<4x3xi1>
  %4 = vector.transpose %3, [1, 0] : vector<4x3xi1> to vector<3x4xi1>
  return %0, %2, %4 : vector<4x3xi1>, vector<2x2xi1>, vector<3x4xi1>
}

// -----

// CHECK-LABEL: func.func @reductions(
// CHECK:       %[[e:.+]] = vector.extract %v[0]
// CHECK:       %[[r:.+]] = arith.mulf %[[e]], %x fastmath<reassoc>
// CHECK:       %[[s:.+]] = vector.reduction
// CHECK:       return %[[r]], %[[s]]
func.func @reductions(%v: vector<1xf32>, %w: vector<2xf32>, %x: f32) -> (f32, f32) {
  %0 = vector.reduction <mul>, %v, %x fastmath<reassoc> : vector<1xf32> into f32
  %1 = vector.reduction <mul>, %w, %x : vector<2xf32> into f32
  return %0, %1 : f32, f32
}

// -----

// Masks of scalable vectors are known where they take nothing, or all.
// CHECK-LABEL: func.func @scalable_masks(
// CHECK-DAG:   arith.constant dense<false> : vector<[8]xi1>
// CHECK-DAG:   arith.constant dense<true> : vector<4x[8]xi1>
// CHECK-NOT:   vector.create_mask
// CHECK:       return
func.func @scalable_masks() -> (vector<[8]xi1>, vector<4x[8]xi1>) {
  %cn = arith.constant -3 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %0 = vector.create_mask %cn : vector<[8]xi1>
  %n = vector.vscale
  %all = arith.muli %c8, %n : index
  %1 = vector.create_mask %c4, %all : vector<4x[8]xi1>
  return %0, %1 : vector<[8]xi1>, vector<4x[8]xi1>
}

// -----

// Parts of masks are masks of what is left, or nothing.
// CHECK-LABEL: func.func @parts_of_masks(
// CHECK-SAME:  %[[N:[^ ]*]]: index
// CHECK-DAG:   %[[NOTHING:.*]] = arith.constant dense<false> : vector<8xi1>
// CHECK-DAG:   %[[PART:.*]] = vector.create_mask %[[N]] : vector<8xi1>
// CHECK:       return %[[PART]], %[[NOTHING]]
func.func @parts_of_masks(%n: index) -> (vector<8xi1>, vector<8xi1>, vector<8xi1>) {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %m = vector.create_mask %c2, %n : vector<4x8xi1>
  %0 = vector.extract %m[1] : vector<8xi1> from vector<4x8xi1>
  %1 = vector.extract %m[2] : vector<8xi1> from vector<4x8xi1>
  %k = vector.create_mask %n, %c1 : vector<8x1xi1>
  %2 = vector.shape_cast %k : vector<8x1xi1> to vector<8xi1>
  return %0, %1, %2 : vector<8xi1>, vector<8xi1>, vector<8xi1>
}

// -----

// What is masked by everything is not masked; what is masked by nothing does not happen.
// CHECK-LABEL: func.func @masked_memory(
// CHECK-SAME:  %{{[^ ]*}}: memref<8xf32>, %[[V:[^ ]*]]: vector<8xf32>
// CHECK-NOT:   vector.masked
// CHECK-NOT:   vector.scatter
// CHECK:       %[[LOADED:.*]] = vector.load
// CHECK:       vector.store
// CHECK-NOT:   vector.gather
// CHECK:       return %[[LOADED]], %[[V]], %[[V]]
func.func @masked_memory(%m: memref<8xf32>, %v: vector<8xf32>, %at: vector<8xindex>)
    -> (vector<8xf32>, vector<8xf32>, vector<8xf32>) {
  %c0 = arith.constant 0 : index
  %all = arith.constant dense<true> : vector<8xi1>
  %none = arith.constant dense<false> : vector<8xi1>
  %0 = vector.maskedload %m[%c0], %all, %v
    : memref<8xf32>, vector<8xi1>, vector<8xf32> into vector<8xf32>
  %1 = vector.maskedload %m[%c0], %none, %v
    : memref<8xf32>, vector<8xi1>, vector<8xf32> into vector<8xf32>
  %2 = vector.gather %m[%c0][%at], %none, %v
    : memref<8xf32>, vector<8xindex>, vector<8xi1>, vector<8xf32> into vector<8xf32>
  vector.maskedstore %m[%c0], %all, %v : memref<8xf32>, vector<8xi1>, vector<8xf32>
  vector.maskedstore %m[%c0], %none, %v : memref<8xf32>, vector<8xi1>, vector<8xf32>
  vector.scatter %m[%c0][%at], %none, %v
    : memref<8xf32>, vector<8xindex>, vector<8xi1>, vector<8xf32>
  return %0, %1, %2 : vector<8xf32>, vector<8xf32>, vector<8xf32>
}

// -----

// A slice of a vector with a slice put into it: inside, and beside.
// CHECK-LABEL: func.func @slices_of_slices(
// CHECK-SAME:  %[[A:[^ ]*]]: vector<4x4xf32>, %[[B:[^ ]*]]: vector<8x8xf32>
// CHECK-DAG:   vector.extract_strided_slice %[[A]] {offsets = [1, 0]
// CHECK-DAG:   vector.extract_strided_slice %[[B]] {offsets = [0, 0]
// CHECK-NOT:   vector.insert_strided_slice
// CHECK:       return
func.func @slices_of_slices(%a: vector<4x4xf32>, %b: vector<8x8xf32>)
    -> (vector<2x2xf32>, vector<2x2xf32>) {
  %0 = vector.insert_strided_slice %a, %b {offsets = [2, 2], strides = [1, 1]}
    : vector<4x4xf32> into vector<8x8xf32>
  %1 = vector.extract_strided_slice %0 {offsets = [3, 2], sizes = [2, 2], strides = [1, 1]}
    : vector<8x8xf32> to vector<2x2xf32>
  %2 = vector.extract_strided_slice %0 {offsets = [0, 0], sizes = [2, 2], strides = [1, 1]}
    : vector<8x8xf32> to vector<2x2xf32>
  return %1, %2 : vector<2x2xf32>, vector<2x2xf32>
}

// -----

// Part of a broadcast that was stretched twice stays a part.
// CHECK-LABEL: func.func @stretched_twice(
// CHECK:       vector.broadcast
// CHECK:       vector.extract
// CHECK-LABEL: func.func @single_place(
// CHECK:       vector.extract %{{.*}}[] : f32 from vector<f32>
// CHECK-NOT:   vector.broadcast
func.func @stretched_twice(%a: vector<1x1xf32>) -> vector<4xf32> {
  %0 = vector.broadcast %a : vector<1x1xf32> to vector<1x1x4xf32>
  %1 = vector.extract %0[0, 0] : vector<4xf32> from vector<1x1x4xf32>
  return %1 : vector<4xf32>
}

func.func @single_place(%a: vector<f32>) -> f32 {
  %0 = vector.broadcast %a : vector<f32> to vector<2x4xf32>
  %1 = vector.extract %0[1, 2] : f32 from vector<2x4xf32>
  return %1 : f32
}

// -----

// Rows of another shape; the bytes of a constant; elements in turns.
// CHECK-LABEL: func.func @other_shapes(
// CHECK-SAME:  %[[A:[^ ]*]]: vector<3x4xf32>, %[[I:[^ ]*]]: vector<2xi32>, %[[J:[^ ]*]]: vector<2xi32>
// CHECK-DAG:   arith.constant dense<[131073, 262147]> : vector<2xi32>
// CHECK-DAG:   vector.extract %[[A]][2]
// CHECK-DAG:   vector.shape_cast %[[A]] : vector<3x4xf32> to vector<12xf32>
// CHECK-DAG:   vector.interleave %[[I]], %[[J]]
// CHECK-NOT:   vector.bitcast
// CHECK-NOT:   vector.shuffle
// CHECK:       return
func.func @other_shapes(%a: vector<3x4xf32>, %i: vector<2xi32>, %j: vector<2xi32>)
    -> (vector<4xf32>, vector<12xf32>, vector<2xi32>, vector<4xi32>) {
  %0 = vector.shape_cast %a : vector<3x4xf32> to vector<1x3x4xf32>
  %1 = vector.extract %0[0, 2] : vector<4xf32> from vector<1x3x4xf32>
  %2 = vector.shape_cast %a : vector<3x4xf32> to vector<1x12xf32>
  %3 = vector.extract %2[0] : vector<12xf32> from vector<1x12xf32>
  %c = arith.constant dense<[1, 2, 3, 4]> : vector<4xi16>
  %4 = vector.bitcast %c : vector<4xi16> to vector<2xi32>
  %5 = vector.shuffle %i, %j [0, 2, 1, 3] : vector<2xi32>, vector<2xi32>
  return %1, %3, %4, %5 : vector<4xf32>, vector<12xf32>, vector<2xi32>, vector<4xi32>
}

// -----

// Reductions over single elements; where a mask leaves them out, the accumulator stays.
// CHECK-LABEL: func.func @single_elements(
// CHECK:       vector.shape_cast %{{.*}} : vector<2x1xf32> to vector<2xf32>
// CHECK:       arith.addf
// CHECK:       vector.extract %{{.*}}[0] : f32 from vector<1xf32>
// CHECK:       arith.mulf
// CHECK:       arith.select
// CHECK-NOT:   vector.mask
// CHECK:       return
func.func @single_elements(%a: vector<2x1xf32>, %acc: vector<2xf32>, %b: vector<1xf32>,
                           %start: f32, %m: vector<1xi1>) -> (vector<2xf32>, f32) {
  %0 = vector.multi_reduction <add>, %a, %acc [1] : vector<2x1xf32> to vector<2xf32>
  %1 = vector.mask %m { vector.reduction <mul>, %b, %start : vector<1xf32> into f32 }
    : vector<1xi1> -> f32
  return %0, %1 : vector<2xf32>, f32
}

// -----

#ik = affine_map<(i, j, k) -> (i, k)>
#kj = affine_map<(i, j, k) -> (k, j)>
#ij = affine_map<(i, j, k) -> (i, j)>

// A contraction begins with what would be added to it.
// CHECK-LABEL: func.func @begins_with(
// CHECK-SAME:  %[[C:[^ ]*]]: vector<2x4xi32>)
// CHECK:       vector.contract {{.*}}, %[[C]] :
// CHECK-NOT:   arith.addi
// CHECK:       return
func.func @begins_with(%a: vector<2x3xi32>, %b: vector<3x4xi32>, %c: vector<2x4xi32>)
    -> vector<2x4xi32> {
  %zero = arith.constant dense<0> : vector<2x4xi32>
  %0 = vector.contract {indexing_maps = [#ik, #kj, #ij],
                        iterator_types = ["parallel", "parallel", "reduction"]}
    %a, %b, %zero : vector<2x3xi32>, vector<3x4xi32> into vector<2x4xi32>
  %1 = arith.addi %c, %0 : vector<2x4xi32>
  return %1 : vector<2x4xi32>
}

// -----

// What was written is read, whatever was written beside it; what is written over is not written.
// CHECK-LABEL: func.func @tensor_traffic(
// CHECK-SAME:  %[[T:[^ ]*]]: tensor<4x4xf32>, %[[A:[^ ]*]]: vector<1x4xf32>
// CHECK-NOT:   vector.transfer_read
// CHECK-COUNT-2: vector.transfer_write
// CHECK-NOT:   vector.transfer_write
// CHECK:       return %[[A]], %{{.*}}, %[[T]]
func.func @tensor_traffic(%t: tensor<4x4xf32>, %a: vector<1x4xf32>, %b: vector<1x4xf32>)
    -> (vector<1x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %f0 = arith.constant 0.0 : f32
  %0 = vector.transfer_write %a, %t[%c1, %c0] : vector<1x4xf32>, tensor<4x4xf32>
  %1 = vector.transfer_write %b, %0[%c2, %c0] : vector<1x4xf32>, tensor<4x4xf32>
  %2 = vector.transfer_read %1[%c1, %c0], %f0 : tensor<4x4xf32>, vector<1x4xf32>
  %3 = vector.transfer_write %b, %1[%c1, %c0] : vector<1x4xf32>, tensor<4x4xf32>
  %4 = vector.transfer_read %t[%c2, %c0], %f0 : tensor<4x4xf32>, vector<1x4xf32>
  %5 = vector.transfer_write %4, %t[%c2, %c0] : vector<1x4xf32>, tensor<4x4xf32>
  return %2, %3, %5 : vector<1x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>
}

// -----

// A read that repeats what was written; a mask of everything; a cast that forgets.
// CHECK-LABEL: func.func @repeated(
// CHECK:       %[[WIDE:.*]] = vector.broadcast %{{.*}} : vector<4xf32> to vector<3x4xf32>
// CHECK:       vector.transpose %[[WIDE]], [1, 0]
// CHECK:       vector.transfer_read %{{[^,]*}}, %{{[^,]*}} {in_bounds = [true]}
// CHECK-SAME:  : tensor<8xf32>, vector<8xf32>
func.func @repeated(%t: tensor<8xf32>, %v: vector<4xf32>) -> (vector<4x3xf32>, vector<8xf32>) {
  %c0 = arith.constant 0 : index
  %f0 = arith.constant 0.0 : f32
  %all = vector.constant_mask [8] : vector<8xi1>
  %0 = vector.transfer_write %v, %t[%c0] : vector<4xf32>, tensor<8xf32>
  %1 = vector.transfer_read %0[%c0], %f0
    {in_bounds = [true, true], permutation_map = affine_map<(i) -> (i, 0)>}
    : tensor<8xf32>, vector<4x3xf32>
  %u = tensor.cast %t : tensor<8xf32> to tensor<?xf32>
  %2 = vector.transfer_read %u[%c0], %f0, %all : tensor<?xf32>, vector<8xf32>
  return %1, %2 : vector<4x3xf32>, vector<8xf32>
}
