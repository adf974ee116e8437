// RUN: terrace opt %s --split-input-file --verify-diagnostics

func.func @f(%x: f32) {
  // expected-error@+3 {{IR003: operand `lhs` of `arith.addi` must be}}
  // expected-error@+2 {{IR003: operand `rhs`}}
  // expected-error@+1 {{IR004: result `result`}}
  %y = "arith.addi"(%x, %x) : (f32, f32) -> f32
  return
}
