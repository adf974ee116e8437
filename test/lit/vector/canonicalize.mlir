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
