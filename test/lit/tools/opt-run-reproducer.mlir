// terrace 0.0.1: terrace opt THIS_FILE --passes=cse
// RUN: terrace opt --run-reproducer %s 2>&1 | FileCheck %s

// The first line says the pipeline; another version is warned of.
// CHECK: [RED004] Warning: the reproducer was written by terrace 0.0.1, this is terrace
// CHECK: func.func @f
// CHECK: arith.addi
// CHECK-NOT: arith.addi
func.func @f(%x: i32) -> i32 {
  %a = arith.addi %x, %x : i32
  %b = arith.addi %x, %x : i32
  %c = arith.muli %a, %b : i32
  return %c : i32
}
