// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Arithmetic on whole vectors, and reductions of them.
// CHECK-LABEL: func.func @arithmetic
func.func @arithmetic(%v: vector<8xf32>, %w: vector<4xf32>, %m: vector<4x8xf32>, %x: f32, %s: vector<[4]xf32>) {
  // CHECK: vector.fma %{{.*}}, %{{.*}}, %{{.*}} : vector<8xf32>
  %0 = vector.fma %v, %v, %v : vector<8xf32>
  // CHECK: vector.outerproduct %{{.*}}, %{{.*}} : vector<4xf32>, vector<8xf32>
  %1 = vector.outerproduct %w, %v : vector<4xf32>, vector<8xf32>
  // CHECK: vector.outerproduct %{{.*}}, %{{.*}}, %{{.*}} {kind = #vector.kind<maxnumf>} : vector<4xf32>, vector<8xf32>
  %2 = vector.outerproduct %w, %v, %m {kind = #vector.kind<maxnumf>} : vector<4xf32>, vector<8xf32>
  %3 = vector.outerproduct %v, %x, %v : vector<8xf32>, f32
  // CHECK: vector.reduction <add>, %{{.*}} : vector<8xf32> into f32
  %4 = vector.reduction <add>, %v : vector<8xf32> into f32
  // CHECK: vector.reduction <mul>, %{{.*}}, %{{.*}} fastmath<reassoc> : vector<8xf32> into f32
  %5 = vector.reduction <mul>, %v, %x fastmath<reassoc> : vector<8xf32> into f32
  // CHECK: vector.multi_reduction <maximumf>, %{{.*}}, %{{.*}} [0] : vector<4x8xf32> to vector<8xf32>
  %6 = vector.multi_reduction <maximumf>, %m, %v [0] : vector<4x8xf32> to vector<8xf32>
  // CHECK: vector.scan <add>, %{{.*}}, %{{.*}} {inclusive = true, reduction_dim = 0 : i64} : vector<4x8xf32>, vector<8xf32>
  %7:2 = vector.scan <add>, %m, %v {inclusive = true, reduction_dim = 0 : i64} : vector<4x8xf32>, vector<8xf32>
  %8 = vector.vscale
  // CHECK: vector.step : vector<8xindex>
  %9 = vector.step : vector<8xindex>
  return
}
