// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Declarations keep attributes of arguments and results.
// CHECK-LABEL: func.func private @declared(i32 {llvm.signext}, memref<4xf32>) -> (f32 {llvm.x = 1 : i32}, i1)
func.func private @declared(i32 {llvm.signext}, memref<4xf32>) -> (f32 {llvm.x = 1 : i32}, i1)

// CHECK-LABEL: func.func @nothing()
func.func @nothing() {
  return
}

// CHECK-LABEL: func.func @attributed
// CHECK-SAME:    attributes {llvm.emit_c_interface}
func.func @attributed(%a: f32 {llvm.x = "y"}, %b: i64) -> (f32 {llvm.x}) attributes {llvm.emit_c_interface} {
  return %a : f32
}

// CHECK-LABEL: func.func @function_result
func.func @function_result() -> ((i32) -> i32) {
  // CHECK: constant @callee : (i32) -> i32
  %f = func.constant @callee : (i32) -> i32
  return %f : (i32) -> i32
}

// CHECK-LABEL: func.func nested @callee
func.func nested @callee(%x: i32) -> i32 {
  return %x : i32
}

// CHECK-LABEL: func.func @calls
func.func @calls(%f: (i32) -> i32, %x: i32) -> (i32, i32) {
  // CHECK: call @callee(%{{.*}}) : (i32) -> i32
  %a = call @callee(%x) : (i32) -> i32
  // CHECK: call_indirect %{{.*}}(%{{.*}}) : (i32) -> i32
  %b = call_indirect %f(%x) : (i32) -> i32
  call @nothing() : () -> ()
  return %a, %b : i32, i32
}
