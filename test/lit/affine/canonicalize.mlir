// RUN: terrace opt %s --split-input-file -p canonicalize | FileCheck %s

// What was computed by `affine.apply` goes into the map that uses it.
// CHECK-LABEL: func.func @apply_of_apply
func.func @apply_of_apply(%a: index, %b: index) -> index {
  // CHECK-NEXT: %[[r:.+]] = affine.apply affine_map<()[s0, s1] -> (s0 * 4 + s1 * 4 - 1)>()[%a, %b]
  // CHECK-NEXT: return %[[r]]
  %0 = affine.apply affine_map<(d0, d1) -> (d0 + d1)>(%a, %b)
  %1 = affine.apply affine_map<(d0) -> (d0 * 4 - 1)>(%0)
  return %1 : index
}

// -----

// CHECK-LABEL: func.func @apply_of_constants
func.func @apply_of_constants(%a: index) -> (index, index, index) {
  // CHECK-DAG: %[[c7:.+]] = arith.constant 7 : index
  // CHECK-DAG: %[[c0:.+]] = arith.constant 0 : index
  // CHECK: return %[[c7]], %a, %[[c0]]
  %c = arith.constant 30 : index
  %0 = affine.apply affine_map<(d0) -> (d0 floordiv 4)>(%c)
  %1 = affine.apply affine_map<(d0)[s0] -> (d0 + s0 - 30)>(%a)[%c]
  %2 = affine.apply affine_map<(d0, d1) -> (d0 - d1)>(%a, %a)
  return %0, %1, %2 : index, index, index
}

// -----

// The ranges of loop variables take quotients and remainders apart.
// CHECK-LABEL: func.func @quotient_of_tiles
func.func @quotient_of_tiles(%m: memref<4x16xf32>, %v: f32) {
  affine.for %i = 0 to 4 {
    affine.for %j = 0 to 16 {
      // CHECK: affine.store %v, %m[%i, %j]
      %at = affine.apply affine_map<(d0, d1) -> (d0 * 16 + d1)>(%i, %j)
      affine.store %v, %m[%at floordiv 16, %at mod 16] : memref<4x16xf32>
    }
  }
  return
}

// -----

// Beyond the divisor nothing is known.
// CHECK-LABEL: func.func @quotient_of_unknown
func.func @quotient_of_unknown(%m: memref<4x16xf32>, %v: f32, %n: index) {
  affine.for %i = 0 to %n {
    // CHECK: affine.store %v, %m[%i floordiv 16, %i mod 16]
    affine.store %v, %m[%i floordiv 16, %i mod 16] : memref<4x16xf32>
  }
  return
}

// -----

// CHECK-LABEL: func.func @min_of_min
func.func @min_of_min(%n: index) -> (index, index) {
  // CHECK: %[[c2:.+]] = arith.constant 2 : index
  // CHECK: %[[r:.+]] = affine.min affine_map<()[s0] -> (s0, 4)>()[%n]
  // CHECK: return %[[r]], %[[c2]]
  %c2 = arith.constant 2 : index
  %0 = affine.min affine_map<(d0) -> (d0, 8, d0 + 1)>(%n)
  %1 = affine.min affine_map<(d0) -> (d0, 4)>(%0)
  %2 = affine.min affine_map<(d0) -> (d0, 4)>(%c2)
  return %1, %2 : index, index
}

// -----

// CHECK-LABEL: func.func @extremum_of_one
func.func @extremum_of_one(%n: index) -> (index, index) {
  // CHECK-NEXT: %[[r:.+]] = affine.apply
  // CHECK-NEXT: return %n, %[[r]]
  %0 = affine.max affine_map<(d0) -> (d0)>(%n)
  %1 = affine.max affine_map<(d0) -> (d0 + 1, d0)>(%n)
  return %0, %1 : index, index
}

// -----

// CHECK-LABEL: func.func @bounds_of_constants
func.func @bounds_of_constants(%m: memref<?xf32>, %v: f32, %n: index) {
  // CHECK: affine.for %i = 2 to 10
  // CHECK: affine.for %j = 0 to min affine_map<()[s0] -> (s0, 8)>()[%n]
  %c2 = arith.constant 2 : index
  %c10 = arith.constant 10 : index
  affine.for %i = max affine_map<(d0) -> (d0, 1)>(%c2) to min affine_map<(d0)[s0] -> (d0, s0)>(%c10)[%c10] {
    affine.store %v, %m[%i] : memref<?xf32>
  }
  affine.for %j = 0 to min affine_map<(d0) -> (d0, 8)>(%n) {
    affine.store %v, %m[%j] : memref<?xf32>
  }
  return
}

// -----

// CHECK-LABEL: func.func @loops_that_only_yield
func.func @loops_that_only_yield(%a: f32, %b: f32, %n: index) -> (f32, f32, f32, f32) {
  // CHECK-NOT: affine.for
  // CHECK: %[[kept:.+]]:2 = affine.for %{{.+}} = 0 to %n
  // CHECK: return %a, %b, %[[kept]]#0, %[[kept]]#1
  %0 = affine.for %i = 5 to 5 iter_args(%x = %a) -> f32 {
    %y = arith.addf %x, %x : f32
    affine.yield %y : f32
  }
  %1 = affine.for %i = 0 to 5 iter_args(%x = %a) -> f32 {
    affine.yield %b : f32
  }
  // How often the two change places is not known.
  %2:2 = affine.for %i = 0 to %n iter_args(%x = %a, %y = %b) -> (f32, f32) {
    affine.yield %y, %x : f32, f32
  }
  return %0, %1, %2#0, %2#1 : f32, f32, f32, f32
}

// -----

// CHECK-LABEL: func.func @conditions
func.func @conditions(%m: memref<8xf32>, %v: f32, %n: index) {
  // CHECK: affine.store %v, %m[1]
  // CHECK-NOT: affine.store %v, %m[2]
  // CHECK: affine.if
  // CHECK-NEXT: affine.store %v, %m[3]
  // CHECK-NOT: else
  %c4 = arith.constant 4 : index
  affine.if affine_set<(d0) : (d0 - 4 == 0, d0 >= 0)>(%c4) {
    affine.store %v, %m[1] : memref<8xf32>
  } else {
    affine.store %v, %m[2] : memref<8xf32>
  }
  affine.if affine_set<(d0)[s0] : (d0 >= 0, s0 - 10 >= 0)>(%c4)[%n] {
    affine.store %v, %m[3] : memref<8xf32>
  } else {
  }
  return
}
