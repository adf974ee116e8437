// RUN: terrace opt %s -p cse,canonicalize --print-ir-after-change=whole 2>&1 | FileCheck %s

// Only the pass that changed something prints.
// CHECK-NOT:   IR Dump After cse
// CHECK:       // -----// IR Dump After canonicalize
// CHECK-NOT:   arith.addi
func.func @f(%x: i32) -> i32 {
  %zero = arith.constant 0 : i32
  %y = arith.addi %x, %zero : i32
  return %y : i32
}
