// REQUIRES: terrace-mlir
// RUN: not terrace opt %s --mlir-pipeline='canonicalise' 2>&1 | FileCheck %s --check-prefix=PASS
// RUN: not terrace opt %s --mlir-pipeline='canonicalize{rounds=1}' 2>&1 | FileCheck %s --check-prefix=OPTION
// RUN: not terrace opt %s --mlir-pipeline='func.func(cse' 2>&1 | FileCheck %s --check-prefix=OPEN
// RUN: not terrace opt %s --pass-pipeline='builtin.module(cse)' --mlir-pipeline=cse 2>&1 | FileCheck %s --check-prefix=BOTH
// RUN: not terrace opt %s --mlir-pipeline='convert-arith-to-llvm' 2>&1 | FileCheck %s --check-prefix=LEFT
// RUN: terrace opt %s --mlir-pipeline='convert-arith-to-llvm' --allow-unregistered-dialect | FileCheck %s --check-prefix=KEPT
// RUN: not terrace opt %s --mlir-pipeline='test-nothing-of-the-kind' --diagnostics=json 2>&1 | FileCheck %s --check-prefix=JSON

// PASS:   error[MLIR003]: upstream MLIR does not take the pipeline `canonicalise`
// PASS-SAME: does not refer to a registered pass
// PASS:   try `canonicalize`
// OPTION: error[MLIR003]: upstream MLIR does not take the pipeline `canonicalize{rounds=1}`
// OPEN:   error[MLIR003]: upstream MLIR does not take the pipeline `func.func(cse`
// BOTH:   cannot be used with
// LEFT:   [MLIR002] Error: upstream's passes left operation `llvm.add`
// LEFT:   opt-mlir-pipeline-errors.mlir:[[@LINE+5]]:3
// KEPT:   %sum = "llvm.add"(%x, %x) <{overflowFlags = 0 : i32}> : (i32, i32) -> i32
// KEPT:   return %sum
// JSON:   "code":"MLIR003"
func.func @add(%x: i32) -> i32 {
  %sum = arith.addi %x, %x : i32
  return %sum : i32
}
