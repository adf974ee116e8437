// RUN: head -n 9 %s | not terrace opt - 2>&1 | FileCheck %s

// A file that ends in the middle of a function.
// CHECK: [PARSE001] Error
func.func @f(%x: i32) -> i32 {
  %y = arith.addi %x, %x : i32
  return %y : i32


}
