// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Questions about a float.
// CHECK-LABEL: func.func @questions
func.func @questions(%a: f32, %v: vector<8xf32>) {
  // CHECK: math.isnan %{{.*}} : f32
  %8 = math.isnan %a : f32
  %9 = math.isinf %a : f32
  %10 = math.isfinite %v : vector<8xf32>
  %11 = math.isnormal %a : f32
  return
}
