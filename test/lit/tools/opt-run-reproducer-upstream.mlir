// RUN: terrace opt --run-reproducer %s 2>&1 | FileCheck %s

// Upstream's reproducers are read, too.
// CHECK: [RED004] Warning: the reproducer was written by mlir-opt, this is terrace
// CHECK: arith.addi
// CHECK-NOT: arith.addi
func.func @f(%x: i32) -> i32 {
  %a = arith.addi %x, %x : i32
  %b = arith.addi %x, %x : i32
  %c = arith.muli %a, %b : i32
  return %c : i32
}

{-#
  external_resources: {
    mlir_reproducer: {
      pipeline: "builtin.module(func.func(cse))",
      disable_threading: true,
      verify_each: true
    }
  }
#-}
