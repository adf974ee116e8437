// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Two operands of one type, with flags where there are some.
// CHECK-LABEL: func.func @binary
func.func @binary(%a: complex<f32>, %b: complex<f32>, %n: i32) {
  // CHECK: complex.add %{{.*}}, %{{.*}} : complex<f32>
  %add = complex.add %a, %b : complex<f32>
  // CHECK: complex.atan2 %{{.*}}, %{{.*}} : complex<f32>
  %atan2 = complex.atan2 %a, %b : complex<f32>
  // CHECK: complex.div %{{.*}}, %{{.*}} : complex<f32>
  %div = complex.div %a, %b : complex<f32>
  // CHECK: complex.mul %{{.*}}, %{{.*}} : complex<f32>
  %mul = complex.mul %a, %b : complex<f32>
  // CHECK: complex.pow %{{.*}}, %{{.*}} : complex<f32>
  %pow = complex.pow %a, %b : complex<f32>
  // CHECK: complex.sub %{{.*}}, %{{.*}} : complex<f32>
  %sub = complex.sub %a, %b : complex<f32>
  %f = complex.mul %a, %b fastmath<reassoc> : complex<f32>
  // CHECK: complex.powi %{{.*}}, %{{.*}} : complex<f32>, i32
  %0 = complex.powi %a, %n : complex<f32>, i32
  return
}
