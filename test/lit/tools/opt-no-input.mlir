// RUN: not terrace opt %S/nowhere.mlir 2>&1 | FileCheck %s
// RUN: not terrace opt %S 2>&1 | FileCheck %s

// A file that is not there, and one that is a folder.
// CHECK: error[FILE001]: cannot read `
