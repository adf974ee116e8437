// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// A complex number is made of two, and taken apart.
// CHECK-LABEL: func.func @parts
func.func @parts(%a: complex<f32>, %x: f32) {
  // CHECK: complex.abs %{{.*}} : complex<f32>
  %abs = complex.abs %a : complex<f32>
  // CHECK: complex.angle %{{.*}} : complex<f32>
  %angle = complex.angle %a : complex<f32>
  // CHECK: complex.im %{{.*}} : complex<f32>
  %im = complex.im %a : complex<f32>
  // CHECK: complex.re %{{.*}} : complex<f32>
  %re = complex.re %a : complex<f32>
  // CHECK: complex.create %{{.*}}, %{{.*}} : complex<f32>
  %3 = complex.create %x, %x : complex<f32>
  // CHECK: complex.constant [1.000000e+00 : f32, -2.000000e+00 : f32] : complex<f32>
  %4 = complex.constant [1.0 : f32, -2.0 : f32] : complex<f32>
  %5 = complex.bitcast %a : complex<f32> to i64
  return
}
