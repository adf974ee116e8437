// RUN: terrace opt %s -p 'print-ir{label=first},canonicalize,print-ir' -o /dev/null 2>&1 | FileCheck %s
// RUN: terrace opt %s --pass-pipeline='builtin.module(func.func(print-ir))' -o /dev/null 2>&1 | FileCheck %s --check-prefix=EACH

// What stands there is printed, before and after something else.
// CHECK:       // -----// IR Dump first //----- //
// CHECK:         arith.addi
// CHECK:       // -----// IR Dump //----- //
// CHECK:         func.func @one
// CHECK-NEXT:    return

// On functions it prints one after the other, in their order.
// EACH:      // -----// IR Dump //----- //
// EACH-NEXT: func.func @one
// EACH:      // -----// IR Dump //----- //
// EACH-NEXT: func.func @two
func.func @one(%x: i32) {
  %twice = arith.addi %x, %x : i32
  return
}
func.func @two() {
  return
}
