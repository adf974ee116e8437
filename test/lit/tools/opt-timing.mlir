// RUN: terrace opt %s -p canonicalize,cse --timing -o %t 2>&1 | FileCheck %s

// Where the time went, pass by pass, on standard error.
// CHECK: canonicalize
// CHECK: cse
func.func @f() {
  return
}
