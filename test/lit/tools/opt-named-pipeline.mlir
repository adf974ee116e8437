// RUN: terrace opt %s -p simplify | FileCheck %s

// A named pipeline is used as a pass is.
// CHECK-LABEL: func.func @f
// CHECK-NEXT:    %[[C:.*]] = arith.constant 6 : i32
// CHECK-NEXT:    return %[[C]]
func.func private @twice(%x: i32) -> i32 {
  %y = arith.addi %x, %x : i32
  return %y : i32
}
func.func @f() -> i32 {
  %three = arith.constant 3 : i32
  %six = call @twice(%three) : (i32) -> i32
  return %six : i32
}
