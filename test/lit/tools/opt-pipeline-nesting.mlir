// RUN: terrace opt %s --pass-pipeline='builtin.module(func.func(canonicalize,cse),symbol-dce)' | FileCheck %s

// Passes on functions, then on the module.
// CHECK-LABEL: func.func @f
// CHECK-NEXT:    %[[Y:.*]] = arith.addi %x, %x
// CHECK-NEXT:    return %[[Y]], %[[Y]]
// CHECK-NOT:   @unused
func.func private @unused() {
  return
}
func.func @f(%x: i32) -> (i32, i32) {
  %zero = arith.constant 0 : i32
  %y = arith.addi %x, %x : i32
  %z = arith.addi %x, %x : i32
  %w = arith.addi %z, %zero : i32
  return %y, %w : i32, i32
}
