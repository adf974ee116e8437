// RUN: terrace opt %s -p cse --statistics -o %t 2>&1 | FileCheck %s

// What a pass counted.
// CHECK: cse
// CHECK: 1
func.func @f(%x: i32) -> (i32, i32) {
  %y = arith.addi %x, %x : i32
  %z = arith.addi %x, %x : i32
  return %y, %z : i32, i32
}
