// RUN: terrace opt %s --split-input-file --verify-diagnostics

// The grammar says what stands where.
// expected-error@+1 {{PARSE001: expected}}
func.func f() {
  return
}

// -----

func.func @f(%x: i32) {
  // expected-error@+1 {{PARSE001: expected `,`}}
  %y = arith.addi %x %x : i32
  return
}
