// RUN: terrace opt %s -p arith-fuse-multiply-add | FileCheck %s

// On either side of the sum, on scalars and vectors.
// CHECK-LABEL: func.func @either_side
// CHECK-SAME:  (%[[A:.*]]: f32, %[[B:.*]]: f32, %[[C:.*]]: f32)
// CHECK-NEXT:    %[[R:.*]] = math.fma %[[A]], %[[B]], %[[C]] : f32
// CHECK-NEXT:    %[[S:.*]] = math.fma %[[A]], %[[C]], %[[R]] : f32
// CHECK-NEXT:    return %[[S]] : f32
func.func @either_side(%a: f32, %b: f32, %c: f32) -> f32 {
  %p = arith.mulf %a, %b : f32
  %r = arith.addf %p, %c : f32
  %q = arith.mulf %a, %c : f32
  %s = arith.addf %r, %q : f32
  return %s : f32
}

// CHECK-LABEL: func.func @vectors
// CHECK:         math.fma {{.*}} fastmath<nnan> : vector<16xf32>
func.func @vectors(%a: vector<16xf32>) -> vector<16xf32> {
  %p = arith.mulf %a, %a : vector<16xf32>
  %r = arith.addf %p, %a fastmath<nnan> : vector<16xf32>
  return %r : vector<16xf32>
}

// A product with another user would be computed twice; narrow formats round differently.
// CHECK-LABEL: func.func @kept
// CHECK-NOT:     math.fma
func.func @kept(%a: f32, %h: f16) -> (f32, f32, f16) {
  %p = arith.mulf %a, %a : f32
  %r = arith.addf %p, %a : f32
  %q = arith.mulf %h, %h : f16
  %s = arith.addf %q, %h : f16
  return %p, %r, %s : f32, f32, f16
}
