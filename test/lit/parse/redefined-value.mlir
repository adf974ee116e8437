// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A name stands for one value.
func.func @f(%x: i32) {
  // expected-error@+1 {{PARSE006: redefinition of value `%x`}}
  %x = arith.constant 1 : i32
  return
}

// -----

// Inside, too: no name hides another.
func.func @f(%c: i1, %x: i32) {
  scf.if %c {
    // expected-error@+1 {{PARSE006: redefinition of value `%x`}}
    %x = arith.constant 1 : i32
  }
  return
}
