// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A value is used where every path has made it.
func.func @f(%c: i1) -> i32 {
  cf.cond_br %c, ^a, ^b
^a:
  %x = arith.constant 1 : i32
  cf.br ^b
^b:
  // expected-error@+1 {{IR011: operand 0 of `func.return` does not dominate this use}}
  return %x : i32
}

// -----

// An operation does not use its own result.
func.func @f(%y: i32) {
  // expected-error@+1 {{IR011}}
  %x = arith.addi %x, %y : i32
  return
}
