// RUN: terrace opt %s -p canonicalize,cse --print-ir-before-all --print-ir-after-all -o %t 2>&1 | FileCheck %s

// CHECK: IR Dump Before canonicalize
// CHECK: IR Dump After canonicalize
// CHECK: IR Dump Before cse
// CHECK: IR Dump After cse
func.func @f() {
  return
}
