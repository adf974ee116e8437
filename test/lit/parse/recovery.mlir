// RUN: terrace opt %s --split-input-file --verify-diagnostics

// One mistake does not hide the next: the parser goes on behind it.
func.func @f(%x: i32) {
  // expected-error@+1 {{PARSE005: use of undeclared value `%a`}}
  %0 = arith.addi %a, %x : i32
  // expected-error@+1 {{PARSE016: unknown type}}
  %1 = arith.addi %x, %x : !nowhere.type
  // expected-error@+1 {{PARSE011}}
  %2 = arith.frobnicate %x : i32
  return
}

// expected-error@+1 {{PARSE014: undefined alias}}
func.func private @g(!alias)
