// RUN: terrace opt %s | FileCheck %s

// Names of values are kept; where two functions use one, both have it.
// CHECK: func.func @f(%left: i32)
// CHECK:   %sum = arith.addi %left, %left
// CHECK: func.func @g(%left: i32)
// CHECK:   %sum = arith.addi %left, %left
func.func @f(%left: i32) -> i32 {
  %sum = arith.addi %left, %left : i32
  return %sum : i32
}
func.func @g(%left: i32) -> i32 {
  %sum = arith.addi %left, %left : i32
  return %sum : i32
}
