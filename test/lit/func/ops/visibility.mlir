// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// A body, names for the arguments, and who sees the function.
// CHECK-LABEL: func.func nested @callee
func.func nested @callee(%x: i32) -> i32 {
  return %x : i32
}
