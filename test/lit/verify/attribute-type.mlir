// RUN: terrace opt %s --split-input-file --verify-diagnostics

func.func @f(%x: i32) {
  // expected-error@+1 {{IR006: attribute `predicate` of `arith.cmpi` must be}}
  %y = "arith.cmpi"(%x, %x) <{predicate = "eq"}> : (i32, i32) -> i1
  return
}
