// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Floats: every binary operation, with and without flags.
// CHECK-LABEL: func.func @floats
func.func @floats(%a: f32, %b: f32, %t: tensor<?xbf16>) {
  // CHECK: arith.addf %{{.*}}, %{{.*}} : f32
  %addf = arith.addf %a, %b : f32
  // CHECK: arith.subf %{{.*}}, %{{.*}} : f32
  %subf = arith.subf %a, %b : f32
  // CHECK: arith.mulf %{{.*}}, %{{.*}} : f32
  %mulf = arith.mulf %a, %b : f32
  // CHECK: arith.divf %{{.*}}, %{{.*}} : f32
  %divf = arith.divf %a, %b : f32
  // CHECK: arith.remf %{{.*}}, %{{.*}} : f32
  %remf = arith.remf %a, %b : f32
  // CHECK: arith.maximumf %{{.*}}, %{{.*}} : f32
  %maximumf = arith.maximumf %a, %b : f32
  // CHECK: arith.minimumf %{{.*}}, %{{.*}} : f32
  %minimumf = arith.minimumf %a, %b : f32
  // CHECK: arith.maxnumf %{{.*}}, %{{.*}} : f32
  %maxnumf = arith.maxnumf %a, %b : f32
  // CHECK: arith.minnumf %{{.*}}, %{{.*}} : f32
  %minnumf = arith.minnumf %a, %b : f32
  // CHECK: arith.negf %{{.*}} : f32
  %n = arith.negf %a : f32
  // CHECK: arith.addf %{{.*}}, %{{.*}} fastmath<reassoc,contract> : f32
  %f0 = arith.addf %a, %b fastmath<reassoc,contract> : f32
  // CHECK: arith.mulf %{{.*}}, %{{.*}} fastmath<fast> : tensor<?xbf16>
  %f1 = arith.mulf %t, %t fastmath<fast> : tensor<?xbf16>
  return
}
