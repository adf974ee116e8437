// RUN: terrace opt %s -p canonicalize -o %t && FileCheck %s < %t

// The result goes to a file, whole or not at all.
// CHECK-LABEL: func.func @f
// CHECK-NEXT:    return %x
func.func @f(%x: i32) -> i32 {
  %zero = arith.constant 0 : i32
  %y = arith.addi %x, %zero : i32
  return %y : i32
}
