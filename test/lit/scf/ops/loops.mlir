// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Counted loops, with and without values that they carry.
// CHECK-LABEL: func.func @loops
func.func @loops(%lb: index, %ub: index, %step: index, %x: f32, %i: i32) -> (f32, i32) {
  // CHECK: scf.for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}} {
  scf.for %k = %lb to %ub step %step {
  }
  // CHECK: scf.for %{{.*}} = {{.*}} iter_args(%{{.*}} = %{{.*}}, %{{.*}} = %{{.*}}) -> (f32, i32)
  %r:2 = scf.for %k = %lb to %ub step %step iter_args(%a = %x, %b = %i) -> (f32, i32) {
    scf.yield %a, %b : f32, i32
  } {note = "kept"}
  // CHECK: scf.for unsigned %{{.*}} : i32
  scf.for unsigned %k = %i to %i step %i : i32 {
    %u_k = arith.constant 1 : i32
  }
  return %r#0, %r#1 : f32, i32
}
