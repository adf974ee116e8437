// RUN: not terrace opt %s --verify-diagnostics 2>&1 | FileCheck %s

// A diagnostic that does not come is a failure, told by its line.
// CHECK: opt-expected-missing.mlir:[[#@LINE+2]]: expected Error at line [[#@LINE+3]] was not produced: GRAPH001
func.func @f() {
  // expected-error@+1 {{GRAPH001}}
  return
}
