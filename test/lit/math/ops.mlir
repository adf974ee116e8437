// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// CHECK-LABEL: func.func @floats
func.func @floats(%a: f32, %b: f32, %v: vector<8xf32>, %i: i32) {
  // CHECK: math.absf %{{.*}} : f32
  %absf = math.absf %a : f32
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
  // CHECK: math.cbrt %{{.*}} : f32
  %cbrt = math.cbrt %a : f32
  // CHECK: math.ceil %{{.*}} : f32
  %ceil = math.ceil %a : f32
  // CHECK: math.cos %{{.*}} : f32
  %cos = math.cos %a : f32
  // CHECK: math.cosh %{{.*}} : f32
  %cosh = math.cosh %a : f32
  // CHECK: math.erf %{{.*}} : f32
  %erf = math.erf %a : f32
  // CHECK: math.erfc %{{.*}} : f32
  %erfc = math.erfc %a : f32
  // CHECK: math.exp %{{.*}} : f32
  %exp = math.exp %a : f32
  // CHECK: math.exp2 %{{.*}} : f32
  %exp2 = math.exp2 %a : f32
  // CHECK: math.expm1 %{{.*}} : f32
  %expm1 = math.expm1 %a : f32
  // CHECK: math.floor %{{.*}} : f32
  %floor = math.floor %a : f32
  // CHECK: math.log %{{.*}} : f32
  %log = math.log %a : f32
  // CHECK: math.log10 %{{.*}} : f32
  %log10 = math.log10 %a : f32
  // CHECK: math.log1p %{{.*}} : f32
  %log1p = math.log1p %a : f32
  // CHECK: math.log2 %{{.*}} : f32
  %log2 = math.log2 %a : f32
  // CHECK: math.round %{{.*}} : f32
  %round = math.round %a : f32
  // CHECK: math.roundeven %{{.*}} : f32
  %roundeven = math.roundeven %a : f32
  // CHECK: math.rsqrt %{{.*}} : f32
  %rsqrt = math.rsqrt %a : f32
  // CHECK: math.sin %{{.*}} : f32
  %sin = math.sin %a : f32
  // CHECK: math.sinh %{{.*}} : f32
  %sinh = math.sinh %a : f32
  // CHECK: math.sqrt %{{.*}} : f32
  %sqrt = math.sqrt %a : f32
  // CHECK: math.tan %{{.*}} : f32
  %tan = math.tan %a : f32
  // CHECK: math.tanh %{{.*}} : f32
  %tanh = math.tanh %a : f32
  // CHECK: math.trunc %{{.*}} : f32
  %trunc = math.trunc %a : f32
  // CHECK: math.exp %{{.*}} fastmath<afn> : vector<8xf32>
  %f0 = math.exp %v fastmath<afn> : vector<8xf32>
  // CHECK: math.atan2 %{{.*}}, %{{.*}} : f32
  %0 = math.atan2 %a, %b : f32
  %1 = math.copysign %a, %b : f32
  %2 = math.powf %a, %b : f32
  // CHECK: math.fma %{{.*}}, %{{.*}}, %{{.*}} : vector<8xf32>
  %3 = math.fma %v, %v, %v : vector<8xf32>
  // CHECK: math.clampf %{{.*}} to [%{{.*}}, %{{.*}}] : f32
  %4 = math.clampf %a to [%b, %b] : f32
  // CHECK: math.fpowi %{{.*}}, %{{.*}} : f32, i32
  %5 = math.fpowi %a, %i : f32, i32
  %6, %7 = math.sincos %a : f32
  // CHECK: math.isnan %{{.*}} : f32
  %8 = math.isnan %a : f32
  %9 = math.isinf %a : f32
  %10 = math.isfinite %v : vector<8xf32>
  %11 = math.isnormal %a : f32
  return
}

// CHECK-LABEL: func.func @integers
func.func @integers(%a: i32, %v: vector<4xi64>) {
  // CHECK: math.absi %{{.*}} : i32
  %0 = math.absi %a : i32
  %1 = math.ctlz %v : vector<4xi64>
  %2 = math.cttz %a : i32
  %3 = math.ctpop %a : i32
  %4 = math.ipowi %a, %a : i32
  return
}
