// RUN: not terrace opt %s --verify-diagnostics 2>&1 | FileCheck %s

// A diagnostic that nobody expects is a failure, too.
// CHECK: opt-unexpected.mlir:[[#@LINE+2]]: unexpected Error: PARSE005
func.func @f() -> i32 {
  return %nowhere : i32
}
