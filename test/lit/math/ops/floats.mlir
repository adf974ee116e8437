// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Magnitudes and signs, the error function, several operations in one.
// CHECK-LABEL: func.func @floats
func.func @floats(%a: f32, %b: f32, %v: vector<8xf32>) {
  // CHECK: math.absf %{{.*}} : f32
  %absf = math.absf %a : f32
  // CHECK: math.copysign %{{.*}}, %{{.*}} : f32
  %copysign = math.copysign %a, %b : f32
  // CHECK: math.erf %{{.*}} : f32
  %erf = math.erf %a : f32
  // CHECK: math.erfc %{{.*}} : f32
  %erfc = math.erfc %a : f32
  // CHECK: math.fma %{{.*}}, %{{.*}}, %{{.*}} : vector<8xf32>
  %fma = math.fma %v, %v, %v : vector<8xf32>
  // CHECK: math.clampf %{{.*}} to [%{{.*}}, %{{.*}}] : f32
  %clampf = math.clampf %a to [%b, %b] : f32
  return
}
