// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Exponentials, logarithms, roots and powers.
// CHECK-LABEL: func.func @exponentials
func.func @exponentials(%a: f32, %b: f32, %v: vector<8xf32>, %i: i32) {
  // CHECK: math.cbrt %{{.*}} : f32
  %cbrt = math.cbrt %a : f32
  // CHECK: math.exp %{{.*}} : f32
  %exp = math.exp %a : f32
  // CHECK: math.exp2 %{{.*}} : f32
  %exp2 = math.exp2 %a : f32
  // CHECK: math.expm1 %{{.*}} : f32
  %expm1 = math.expm1 %a : f32
  // CHECK: math.log %{{.*}} : f32
  %log = math.log %a : f32
  // CHECK: math.log10 %{{.*}} : f32
  %log10 = math.log10 %a : f32
  // CHECK: math.log1p %{{.*}} : f32
  %log1p = math.log1p %a : f32
  // CHECK: math.log2 %{{.*}} : f32
  %log2 = math.log2 %a : f32
  // CHECK: math.rsqrt %{{.*}} : f32
  %rsqrt = math.rsqrt %a : f32
  // CHECK: math.sqrt %{{.*}} : f32
  %sqrt = math.sqrt %a : f32
  // CHECK: math.exp %{{.*}} fastmath<afn> : vector<8xf32>
  %f0 = math.exp %v fastmath<afn> : vector<8xf32>
  %2 = math.powf %a, %b : f32
  // CHECK: math.fpowi %{{.*}}, %{{.*}} : f32, i32
  %5 = math.fpowi %a, %i : f32, i32
  return
}
