// RUN: terrace opt %s -p lower-affine --check-each --split-input-file | FileCheck %s

// Loads, stores, a condition and a carried value; `mod` has the sign of its divisor.
// CHECK-LABEL: func.func @nest
// CHECK:         scf.for %[[I:.*]] = %{{.*}} to %[[N:.*]] step %{{.*}} iter_args(%[[A:.*]] = %{{.*}}) -> (f32) {
// CHECK:           %[[R:.*]] = arith.remsi %[[I]], %[[EIGHT:.*]] : index
// CHECK:           %[[NEG:.*]] = arith.cmpi slt, %[[R]], %{{.*}} : index
// CHECK-NEXT:      %[[UP:.*]] = arith.addi %[[R]], %[[EIGHT]] : index
// CHECK-NEXT:      %[[MOD:.*]] = arith.select %[[NEG]], %[[UP]], %[[R]] : index
// CHECK:           %[[DIV:.*]] = arith.floordivsi %[[N]], %{{.*}} : index
// CHECK:           %[[AT:.*]] = arith.addi %[[DIV]], %{{.*}} : index
// CHECK-NEXT:      memref.load %{{.*}}[%[[MOD]], %[[AT]]] : memref<8x8xf32>
// CHECK:           arith.ceildivsi
// CHECK:           memref.store
// CHECK:           %[[GE:.*]] = arith.cmpi sge
// CHECK:           %[[EQ:.*]] = arith.cmpi eq
// CHECK-NEXT:      %[[BOTH:.*]] = arith.andi %[[GE]], %[[EQ]] : i1
// CHECK-NEXT:      scf.if %[[BOTH]] {
// CHECK:           scf.yield %{{.*}} : f32
// CHECK-NOT:     affine.
func.func @nest(%m: memref<8x8xf32>) -> f32 {
  %n = arith.constant 11 : index
  %z = arith.constant 0.0 : f32
  %r = affine.for %i = 0 to %n step 2 iter_args(%a = %z) -> f32 {
    %v = affine.load %m[%i mod 8, symbol(%n) floordiv 3 + 1] : memref<8x8xf32>
    affine.store %v, %m[%i ceildiv 2, 0] : memref<8x8xf32>
    affine.if affine_set<(d0)[s0] : (d0 - 3 >= 0, s0 - d0 - 7 == 0)>(%i)[%n] {
      affine.store %z, %m[0, 0] : memref<8x8xf32>
    }
    %s = arith.addf %a, %v : f32
    affine.yield %s : f32
  }
  return %r : f32
}

// -----

// Bounds of several results are the largest and the smallest; so are `max` and `min`.
// CHECK-LABEL: func.func @bounds
// CHECK:         %[[LOW:.*]] = arith.maxsi
// CHECK:         %[[HIGH:.*]] = arith.minsi
// CHECK:         scf.for %[[I:.*]] = %[[LOW]] to %[[HIGH]]
// CHECK:           %[[SUM:.*]] = arith.addi %[[I]], %{{.*}} : index
// CHECK:           arith.minsi %[[SUM]], %{{.*}} : index
func.func @bounds(%m: memref<40xindex>, %n: index) {
  affine.for %i = max affine_map<(d0) -> (d0, 3)>(%n) to min affine_map<(d0) -> (d0 + 9, 30)>(%n) {
    %q = affine.min affine_map<(d0)[s0] -> (d0 + s0, 4)>(%i)[%n]
    memref.store %q, %m[%i] : memref<40xindex>
  }
  return
}

// -----

// A loop over two variables that gives nothing, and vectors.
// CHECK-LABEL: func.func @parallel
// CHECK:         scf.parallel (%{{.*}}, %{{.*}}) = (%{{.*}}, %{{.*}}) to (%{{.*}}, %{{.*}}) step (%{{.*}}, %{{.*}}) {
// CHECK:           %[[V:.*]] = vector.load
// CHECK:           vector.store %[[V]]
// CHECK:           scf.reduce
// CHECK-NOT:     affine.
func.func @parallel(%m: memref<8x8xf32>) {
  affine.parallel (%i, %j) = (0, 0) to (8, 8) step (1, 4) {
    %v = affine.vector_load %m[%i, %j] : memref<8x8xf32>, vector<4xf32>
    affine.vector_store %v, %m[%i, %j] : memref<8x8xf32>, vector<4xf32>
  }
  return
}

// -----

// CHECK-LABEL: func.func @already_done
// CHECK-NEXT:    arith.addi
// CHECK-NEXT:    return
func.func @already_done(%i: index) -> index {
  %r = arith.addi %i, %i : index
  return %r : index
}
