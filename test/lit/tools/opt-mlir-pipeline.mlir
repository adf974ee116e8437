// REQUIRES: terrace-mlir
// RUN: terrace opt %s -p dce --mlir-pipeline='canonicalize,cse' | FileCheck %s
// RUN: terrace opt %s -p 'canonicalize,mlir-pipeline{pipeline="convert-linalg-to-loops"},canonicalize' | FileCheck %s --check-prefix=MIDDLE
// RUN: terrace opt %s --pass-pipeline='builtin.module(mlir-pipeline{pipeline="builtin.module(func.func(convert-linalg-to-loops))"},func.func(convert-scf-to-cf))' | FileCheck %s --check-prefix=NESTED
// RUN: terrace opt %s --mlir-pipeline=cse --print-debuginfo | FileCheck %s --check-prefix=LOC
// RUN: terrace opt - --mlir-pipeline='symbol-dce' < %s | FileCheck %s --check-prefix=STDIN
// RUN: terrace opt --help-pass mlir-pipeline | FileCheck %s --check-prefix=HELP

// Their folding and ours; values keep their names, constants their places.
// CHECK-LABEL: func.func @fold(
// CHECK-SAME:    %x: i32
// CHECK-NEXT:    %nine = arith.constant 9 : i32
// CHECK-NEXT:    %once = arith.addi %x, %nine : i32
// CHECK-NEXT:    %twice = arith.muli %once, %once : i32
// CHECK-NEXT:    return %twice : i32
// LOC:           %five = arith.constant 5 : i32 loc({{.*}}opt-mlir-pipeline.mlir":[[@LINE+3]]:3)
func.func @fold(%x: i32) -> i32 {
  %four = arith.constant 4 : i32
  %five = arith.constant 5 : i32
  %nine = arith.addi %four, %five : i32
  %c4 = arith.constant 4 : i32
  %dead = arith.addi %x, %c4 : i32
  %once = arith.addi %x, %nine : i32
  %again = arith.addi %x, %nine : i32
  %twice = arith.muli %once, %again : i32
  return %twice : i32
}

// Their lowering between two passes of ours.
// MIDDLE-LABEL: func.func @matmul
// MIDDLE:         scf.for
// MIDDLE:           memref.load %a
// MIDDLE-NOT:     linalg
// NESTED-LABEL: func.func @matmul
// NESTED:         cf.cond_br
// NESTED-NOT:     scf.for
// STDIN:        func.func @matmul
// STDIN-NOT:    @unused
func.func @matmul(%a: memref<4x4xf32>, %b: memref<4x4xf32>, %c: memref<4x4xf32>) {
  linalg.matmul ins(%a, %b : memref<4x4xf32>, memref<4x4xf32>) outs(%c : memref<4x4xf32>)
  return
}

func.func private @unused()

// HELP: mlir-pipeline
// HELP: keep-unknown
