// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Declarations keep attributes of arguments and results.
// CHECK-LABEL: func.func private @declared(i32 {llvm.signext}, memref<4xf32>) -> (f32 {llvm.x = 1 : i32}, i1)
func.func private @declared(i32 {llvm.signext}, memref<4xf32>) -> (f32 {llvm.x = 1 : i32}, i1)

// CHECK-LABEL: func.func @nothing()
func.func @nothing() {
  return
}
