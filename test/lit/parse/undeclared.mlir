// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Values are declared before their use,
func.func @f() -> i32 {
  // expected-error@+1 {{PARSE005: use of undeclared value `%x`}}
  return %x : i32
}

// -----

// and a function does not see those of another.
func.func @f(%x: i32) {
  return
}
func.func @g() -> i32 {
  // expected-error@+1 {{PARSE005: use of undeclared value `%x`}}
  return %x : i32
}
