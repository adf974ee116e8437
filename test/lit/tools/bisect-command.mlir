// RUN: terrace bisect %s -p symbol-dce,canonicalize,cse --command '! grep -q "constant 7 " %%s' -o %t | FileCheck %s --check-prefix=SAYS
// RUN: FileCheck %s --input-file=%t

// The pass, the driver's own change and its place are named.
// SAYS:      pass     canonicalize (2 of 3)
// SAYS-NEXT: pattern  fold, application 1, on `arith.addi` at {{.*}}:22:3
// SAYS-NEXT: failure  command: the command ends with 1
// SAYS-NEXT: reduced  operations 10 to {{[56]}}, passes 3 to 1,
// SAYS-NEXT: written

// A lit case is left.
// CHECK:      // RUN: terrace opt %s --pass-pipeline='builtin.module(canonicalize)' -o %t && sh -c
// CHECK:      // Pass: canonicalize
// CHECK-NEXT: // Pattern: fold, application 1, on `arith.addi`
// CHECK:      func.func @f
// CHECK-NOT:  muli
// CHECK:      arith.addi
func.func @f(%m: memref<4xi32>, %x: i32) -> i32 {
  %i = arith.constant 0 : index
  %three = arith.constant 3 : i32
  %four = arith.constant 4 : i32
  %seven = arith.addi %three, %four : i32
  memref.store %seven, %m[%i] : memref<4xi32>
  %y = arith.muli %x, %seven : i32
  %z = arith.subi %y, %x : i32
  memref.store %z, %m[%i] : memref<4xi32>
  return %z : i32
}
