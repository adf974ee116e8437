// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A branch to nowhere.
func.func @f() {
  // expected-error@+1 {{PARSE008: reference to undefined block `^there`}}
  cf.br ^there
}

// -----

// Two blocks of one name.
func.func @f() {
  cf.br ^a
^a:
  cf.br ^a
// expected-error@+1 {{PARSE009: redefinition of block `^a`}}
^a:
  return
}
