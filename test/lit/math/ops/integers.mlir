// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Operations on integers.
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
