// RUN: terrace opt %s --split-input-file --verify-diagnostics

// The form has said it already.
func.func @f(%x: i32) {
  // expected-error@+1 {{PARSE030: attribute `predicate` of `arith.cmpi` is given twice}}
  %y = arith.cmpi eq, %x, %x {predicate = 1 : i64} : i32
  return
}
