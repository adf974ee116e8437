// RUN: terrace opt %s --split-input-file --verify-diagnostics

// The value of poison is an attribute of `ub`.
func.func @f() {
  // expected-error@+1 {{IR006}}
  %p = "ub.poison"() <{value = 1 : i32}> : () -> i32
  return
}
