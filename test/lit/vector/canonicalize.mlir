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
