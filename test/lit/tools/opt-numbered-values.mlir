// RUN: terrace opt %s --no-names | FileCheck %s

// Values by number, as upstream prints them.
// CHECK: func.func @f(%arg0: i32, %arg1: i32)
// CHECK: %0 = arith.addi %arg0, %arg1
// CHECK: return %0
func.func @f(%left: i32, %right: i32) -> i32 {
  %sum = arith.addi %left, %right : i32
  return %sum : i32
}
