// RUN: terrace opt %s -p canonicalize,cse --print-ir-before cse --print-ir-after cse -o %t 2>&1 | FileCheck %s

// Only around the passes that are named.
// CHECK-NOT: canonicalize
// CHECK:     // -----// IR Dump Before cse
// CHECK:     func.func @f
// CHECK:     // -----// IR Dump After cse
// CHECK:     func.func @f
func.func @f() {
  return
}
