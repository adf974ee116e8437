// RUN: terrace opt %s | FileCheck %s

// CHECK: arith.addi
// Where nothing comes by, order does not matter.
func.func @f() {
  return
^dead:
  %x = arith.addi %y, %y : i32
  %y = arith.constant 1 : i32
  cf.br ^dead
}
