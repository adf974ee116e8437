// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// CHECK-LABEL: func.func @arithmetic
func.func @arithmetic(%a: complex<f32>, %b: complex<f32>, %x: f32, %n: i32) {
  // CHECK: complex.abs %{{.*}} : complex<f32>
  %abs = complex.abs %a : complex<f32>
  // CHECK: complex.angle %{{.*}} : complex<f32>
  %angle = complex.angle %a : complex<f32>
  // CHECK: complex.conj %{{.*}} : complex<f32>
  %conj = complex.conj %a : complex<f32>
  // CHECK: complex.cos %{{.*}} : complex<f32>
  %cos = complex.cos %a : complex<f32>
  // CHECK: complex.exp %{{.*}} : complex<f32>
  %exp = complex.exp %a : complex<f32>
  // CHECK: complex.expm1 %{{.*}} : complex<f32>
  %expm1 = complex.expm1 %a : complex<f32>
  // CHECK: complex.im %{{.*}} : complex<f32>
  %im = complex.im %a : complex<f32>
  // CHECK: complex.log %{{.*}} : complex<f32>
  %log = complex.log %a : complex<f32>
  // CHECK: complex.log1p %{{.*}} : complex<f32>
  %log1p = complex.log1p %a : complex<f32>
  // CHECK: complex.neg %{{.*}} : complex<f32>
  %neg = complex.neg %a : complex<f32>
  // CHECK: complex.re %{{.*}} : complex<f32>
  %re = complex.re %a : complex<f32>
  // CHECK: complex.rsqrt %{{.*}} : complex<f32>
  %rsqrt = complex.rsqrt %a : complex<f32>
  // CHECK: complex.sign %{{.*}} : complex<f32>
  %sign = complex.sign %a : complex<f32>
  // CHECK: complex.sin %{{.*}} : complex<f32>
  %sin = complex.sin %a : complex<f32>
  // CHECK: complex.sqrt %{{.*}} : complex<f32>
  %sqrt = complex.sqrt %a : complex<f32>
  // CHECK: complex.tan %{{.*}} : complex<f32>
  %tan = complex.tan %a : complex<f32>
  // CHECK: complex.tanh %{{.*}} : complex<f32>
  %tanh = complex.tanh %a : complex<f32>
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
  %1 = complex.eq %a, %b : complex<f32>
  %2 = complex.neq %a, %b : complex<f32>
  // CHECK: complex.create %{{.*}}, %{{.*}} : complex<f32>
  %3 = complex.create %x, %x : complex<f32>
  // CHECK: complex.constant [1.000000e+00 : f32, -2.000000e+00 : f32] : complex<f32>
  %4 = complex.constant [1.0 : f32, -2.0 : f32] : complex<f32>
  %5 = complex.bitcast %a : complex<f32> to i64
  return
}
