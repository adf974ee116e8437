// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Calls by name and by value.
// CHECK-LABEL: func.func @calls
func.func @calls(%f: (i32) -> i32, %x: i32) -> (i32, i32) {
  // CHECK: call @callee(%{{.*}}) : (i32) -> i32
  %a = call @callee(%x) : (i32) -> i32
  // CHECK: call_indirect %{{.*}}(%{{.*}}) : (i32) -> i32
  %b = call_indirect %f(%x) : (i32) -> i32
  call @nothing() : () -> ()
  return %a, %b : i32, i32
}

func.func private @callee(%x: i32) -> i32 {
  return %x : i32
}

func.func private @nothing() {
  return
}
