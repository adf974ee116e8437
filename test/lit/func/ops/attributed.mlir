// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Arguments and results have attributes of their own.
// CHECK-LABEL: func.func @attributed
// CHECK-SAME:    attributes {llvm.emit_c_interface}
func.func @attributed(%a: f32 {llvm.x = "y"}, %b: i64) -> (f32 {llvm.x}) attributes {llvm.emit_c_interface} {
  return %a : f32
}
