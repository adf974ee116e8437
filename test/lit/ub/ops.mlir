// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// CHECK-LABEL: func.func @undefined
func.func @undefined() -> i32 {
  // CHECK: ub.poison : i32
  %0 = ub.poison : i32
  %1 = ub.poison : vector<4xf32>
  // CHECK: ub.unreachable
  ub.unreachable
}
