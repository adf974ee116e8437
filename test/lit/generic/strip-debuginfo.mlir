// RUN: terrace opt %s -p strip-debuginfo --print-debuginfo | FileCheck %s

// No location is left, given or found by the parser.
// CHECK-NOT:   loc("
// CHECK-LABEL: func.func @fires
// CHECK-NOT:   loc("
func.func @fires(%x: i32) -> i32 {
  %r = arith.addi %x, %x : i32 loc("somewhere":1:2)
  return %r : i32
}
