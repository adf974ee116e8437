// RUN: terrace opt %s --split-input-file --verify-diagnostics

// 300 is no 8-bit number.
func.func @f() {
  // expected-error@+1 {{PARSE013: `300` does not fit type `i8`}}
  %x = arith.constant 300 : i8
  return
}

// -----

// A number with a point is no integer.
func.func @f() {
  // expected-error@+1 {{PARSE013}}
  %x = arith.constant 1.5 : i32
  return
}

// -----

// The bits of a float are as many as its type has.
func.func @f() {
  // expected-error@+1 {{PARSE013}}
  %x = arith.constant 0x1FFFF : f16
  return
}
