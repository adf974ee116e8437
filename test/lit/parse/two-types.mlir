// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Each use says the type that the definition said.
func.func @f(%x: i32) {
  // expected-error@+1 {{PARSE007: value `%x` has type `i32`, but is used as `i64`}}
  %y = arith.addi %x, %x : i64
  return
}
