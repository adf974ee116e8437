// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A string ends on its line.
// expected-error@+1 {{PARSE003}}
func.func private @f() attributes {a = "open}

// -----

// A character that starts nothing.
func.func @f() {
  // expected-error@+1 {{PARSE003}}
  ` return
}
