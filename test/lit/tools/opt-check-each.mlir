// RUN: terrace opt %s -p simplify --check-each | FileCheck %s

// The interpreter sees the same sum before and after every pass.
// CHECK-LABEL: func.func @sum
// CHECK-NOT:   call
func.func private @square(%x: f32) -> f32 {
  %r = arith.mulf %x, %x : f32
  return %r : f32
}
func.func @sum(%n: index, %x: f32) -> f32 {
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
