// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Comparisons name a predicate; a choice takes one condition, or one per element.
// CHECK-LABEL: func.func @comparisons
func.func @comparisons(%a: i32, %x: f32, %v: vector<4xf32>, %c: i1, %m: vector<4xi1>) {
  // CHECK: arith.cmpi slt, %{{.*}}, %{{.*}} : i32
  %0 = arith.cmpi slt, %a, %a : i32
  %1 = arith.cmpi uge, %a, %a : i32
  // CHECK: arith.cmpf olt, %{{.*}}, %{{.*}} : f32
  %2 = arith.cmpf olt, %x, %x : f32
  // CHECK: arith.cmpf uno, %{{.*}}, %{{.*}} fastmath<nnan> : vector<4xf32>
  %3 = arith.cmpf uno, %v, %v fastmath<nnan> : vector<4xf32>
  // CHECK: arith.select %{{.*}}, %{{.*}}, %{{.*}} : i32
  %4 = arith.select %c, %a, %a : i32
  // CHECK: arith.select %{{.*}}, %{{.*}}, %{{.*}} : vector<4xf32>
  %5 = arith.select %c, %v, %v : vector<4xf32>
  // CHECK: arith.select %{{.*}}, %{{.*}}, %{{.*}} : vector<4xi1>, vector<4xf32>
  %6 = arith.select %m, %v, %v : vector<4xi1>, vector<4xf32>
  return
}
