// RUN: terrace opt %S/../../programs/matmul-cpu.mlir --verify-roundtrip -o %t
// RUN: terrace opt %S/../../programs/matmul-cuda.mlir --verify-roundtrip -o %t
// RUN: terrace opt %S/../../programs/conv-fpga.mlir --verify-roundtrip -o %t
// RUN: terrace run %S/../../programs/conv-fpga.mlir --interpret graph --checked --print | FileCheck %s

// A program for each target. What it computes differs by nothing from its formula; the matrix
// products take longer than a test may, `passes/tests/programs.rs` runs parts of them.
// CHECK:      output0: i32[] = 0
// CHECK-NEXT: output1: i32[] = 24312
