// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Functions of angles, and hyperbolic ones.
// CHECK-LABEL: func.func @trigonometry
func.func @trigonometry(%a: f32, %b: f32) {
  // CHECK: math.acos %{{.*}} : f32
  %acos = math.acos %a : f32
  // CHECK: math.acosh %{{.*}} : f32
  %acosh = math.acosh %a : f32
  // CHECK: math.asin %{{.*}} : f32
  %asin = math.asin %a : f32
  // CHECK: math.asinh %{{.*}} : f32
  %asinh = math.asinh %a : f32
  // CHECK: math.atan %{{.*}} : f32
  %atan = math.atan %a : f32
  // CHECK: math.atanh %{{.*}} : f32
  %atanh = math.atanh %a : f32
  // CHECK: math.cos %{{.*}} : f32
  %cos = math.cos %a : f32
  // CHECK: math.cosh %{{.*}} : f32
  %cosh = math.cosh %a : f32
  // CHECK: math.sin %{{.*}} : f32
  %sin = math.sin %a : f32
  // CHECK: math.sinh %{{.*}} : f32
  %sinh = math.sinh %a : f32
  // CHECK: math.tan %{{.*}} : f32
  %tan = math.tan %a : f32
  // CHECK: math.tanh %{{.*}} : f32
  %tanh = math.tanh %a : f32
  // CHECK: math.atan2 %{{.*}}, %{{.*}} : f32
  %0 = math.atan2 %a, %b : f32
  %6, %7 = math.sincos %a : f32
  return
}
