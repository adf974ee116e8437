// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// A function that returns a function.
// CHECK-LABEL: func.func @function_result
func.func @function_result() -> ((i32) -> i32) {
  // CHECK: constant @callee : (i32) -> i32
  %f = func.constant @callee : (i32) -> i32
  return %f : (i32) -> i32
}

func.func private @callee(%x: i32) -> i32 {
  return %x : i32
}
