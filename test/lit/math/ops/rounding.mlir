// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Whole numbers near a float.
// CHECK-LABEL: func.func @rounding
func.func @rounding(%a: f32) {
  // CHECK: math.ceil %{{.*}} : f32
  %ceil = math.ceil %a : f32
  // CHECK: math.floor %{{.*}} : f32
  %floor = math.floor %a : f32
  // CHECK: math.round %{{.*}} : f32
  %round = math.round %a : f32
  // CHECK: math.roundeven %{{.*}} : f32
  %roundeven = math.roundeven %a : f32
  // CHECK: math.trunc %{{.*}} : f32
  %trunc = math.trunc %a : f32
  return
}
