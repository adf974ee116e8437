// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Loops that ask before they go on.
// CHECK-LABEL: func.func @whiles
func.func @whiles(%x: f32, %c: i1) -> f32 {
  // CHECK: scf.while (%{{.*}} = %{{.*}}) : (f32) -> f32 {
  %r = scf.while (%a = %x) : (f32) -> f32 {
    // CHECK: scf.condition(%{{.*}}) %{{.*}} : f32
    scf.condition(%c) %a : f32
  } do {
  ^bb0(%b: f32):
    scf.yield %b : f32
  } attributes {note}
  scf.while : () -> () {
    scf.condition(%c)
  } do {
    scf.yield
  }
  return %r : f32
}
