// RUN: echo kept > %t && not terrace opt %s -o %t 2>&1 | FileCheck %s --check-prefix=ERROR
// RUN: FileCheck %s < %t

// A failed run leaves the file as it was.
// ERROR: [PARSE005] Error
// CHECK: kept
func.func @f() -> i32 {
  return %nowhere : i32
}
