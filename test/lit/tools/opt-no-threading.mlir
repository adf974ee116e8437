// RUN: terrace opt %s -p canonicalize -o %t && terrace opt %s -p canonicalize --no-threading -o %t.one && cmp %t %t.one

// One thread or many: the same text.
func.func @f(%x: i32) -> i32 {
  %zero = arith.constant 0 : i32
  %y = arith.addi %x, %zero : i32
  return %y : i32
}
func.func @g(%x: i32) -> i32 {
  %one = arith.constant 1 : i32
  %y = arith.muli %x, %one : i32
  return %y : i32
}
