// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Functions of one number.
// CHECK-LABEL: func.func @functions
func.func @functions(%a: complex<f32>) {
  // CHECK: complex.conj %{{.*}} : complex<f32>
  %conj = complex.conj %a : complex<f32>
  // CHECK: complex.cos %{{.*}} : complex<f32>
  %cos = complex.cos %a : complex<f32>
  // CHECK: complex.exp %{{.*}} : complex<f32>
  %exp = complex.exp %a : complex<f32>
  // CHECK: complex.expm1 %{{.*}} : complex<f32>
  %expm1 = complex.expm1 %a : complex<f32>
  // CHECK: complex.log %{{.*}} : complex<f32>
  %log = complex.log %a : complex<f32>
  // CHECK: complex.log1p %{{.*}} : complex<f32>
  %log1p = complex.log1p %a : complex<f32>
  // CHECK: complex.neg %{{.*}} : complex<f32>
  %neg = complex.neg %a : complex<f32>
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
  return
}
