// RUN: terrace opt %s -p simplify --check-each 2>&1 | FileCheck %s

// A loop whose count and step are known, around a call: what does not change stands before it, and
// the function that was called is gone.
// CHECK-NOT:   EVAL
// CHECK-LABEL: func.func @f(
// CHECK:         %[[S:.*]] = arith.mulf %x, %x
// CHECK:         scf.for
// CHECK-NEXT:      arith.addf %{{.*}}, %[[S]]
// CHECK-NEXT:      scf.yield
// CHECK-NOT:   func.func
func.func private @square(%x: f32) -> f32 {
  %r = arith.mulf %x, %x : f32
  return %r : f32
}
func.func @f(%n: index, %x: f32) -> f32 {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %init = arith.constant 0.0 : f32
  %r = scf.for %i = %zero to %n step %one iter_args(%acc = %init) -> f32 {
    %s = func.call @square(%x) : (f32) -> f32
    %next = arith.addf %acc, %s : f32
    scf.yield %next : f32
  }
  return %r : f32
}
