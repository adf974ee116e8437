// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A value made inside is not seen outside.
func.func @f(%c: i1) -> i32 {
  scf.if %c {
    %x = arith.constant 1 : i32
  }
  // expected-error@+1 {{PARSE005: use of undeclared value `%x`}}
  return %x : i32
}
