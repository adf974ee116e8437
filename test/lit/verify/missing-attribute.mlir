// RUN: terrace opt %s --split-input-file --verify-diagnostics

func.func @f(%x: i32) {
  // expected-error@+1 {{IR005: `arith.cmpi` requires attribute `predicate`}}
  %y = "arith.cmpi"(%x, %x) : (i32, i32) -> i1
  return
}
