// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A block passes control on,
func.func @f(%x: i32) {
  // expected-error@+1 {{IR013: block of `func.func` does not end with a terminator}}
  %y = arith.addi %x, %x : i32
}

// -----

// once.
func.func @f(%x: i32) {
  // expected-error@+1 {{IR014: `func.return` must be the last operation of its block}}
  "func.return"() : () -> ()
  %y = arith.addi %x, %x : i32
  return
}
