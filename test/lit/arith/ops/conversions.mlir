// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Conversions say both types; rounding and flags where there are some.
// CHECK-LABEL: func.func @conversions
func.func @conversions(%a: i32, %x: f32, %i: index, %v: vector<[4]xi8>, %m: f8E8M0FNU, %q: f4E2M1FN, %b: memref<4xi32>) {
  // CHECK: arith.extui %{{.*}} : i32 to i64
  %0 = arith.extui %a : i32 to i64
  %1 = arith.extsi %v : vector<[4]xi8> to vector<[4]xi16>
  // CHECK: arith.trunci %{{.*}} overflow<nuw> : i32 to i8
  %2 = arith.trunci %a overflow<nuw> : i32 to i8
  %3 = arith.extf %x : f32 to f64
  // CHECK: arith.truncf %{{.*}} to_nearest_even : f32 to f16
  %4 = arith.truncf %x to_nearest_even : f32 to f16
  %5 = arith.truncf %x : f32 to bf16
  %6 = arith.sitofp %a : i32 to f32
  %7 = arith.uitofp %a : i32 to f64
  %8 = arith.fptosi %x : f32 to i8
  %9 = arith.fptoui %x : f32 to i64
  %10 = arith.index_cast %i : index to i64
  %11 = arith.index_castui %a : i32 to index
  %12 = arith.bitcast %x : f32 to i32
  %13 = arith.scaling_extf %q, %m : f4E2M1FN, f8E8M0FNU to f32
  // CHECK: arith.scaling_truncf %{{.*}}, %{{.*}} : f32, f8E8M0FNU to f4E2M1FN
  %14 = arith.scaling_truncf %x, %m : f32, f8E8M0FNU to f4E2M1FN
  %15 = arith.index_cast %b : memref<4xi32> to memref<4xindex>
  return
}
