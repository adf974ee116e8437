// RUN: not terrace opt %s -o %t.d/missing/x.mlir 2>&1 | FileCheck %s
// RUN: not terrace opt %s -o %S 2>&1 | FileCheck %s

// Nothing is made where there is no folder, nor over a folder.
// CHECK: error[FILE001]: cannot write `
func.func @f() {
  return
}
