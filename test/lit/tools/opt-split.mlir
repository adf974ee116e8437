// RUN: terrace opt %s --split-input-file --verify-diagnostics

func.func @fine() {
  return
}

// -----

// Line numbers are those of the whole file, and one bad part does not hide the next.
func.func @unknown_value() -> i32 {
  // expected-error@+1 {{PARSE005}}
  return %nowhere : i32
}

// -----

func.func @another() -> i32 {
  return %also_nowhere : i32 // expected-error {{use of undeclared value}}
}
