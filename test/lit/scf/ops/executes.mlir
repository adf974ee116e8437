// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Regions that run once, with any control flow inside.
// CHECK-LABEL: func.func @executes
func.func @executes(%c: i1, %x: f32) -> f32 {
  // CHECK: scf.execute_region -> f32 {
  %r = scf.execute_region -> f32 {
    cf.cond_br %c, ^bb1, ^bb2
  ^bb1:
    scf.yield %x : f32
  ^bb2:
    scf.yield %x : f32
  }
  // CHECK: scf.execute_region no_inline {
  scf.execute_region no_inline {
    scf.yield
  }
  return %r : f32
}
