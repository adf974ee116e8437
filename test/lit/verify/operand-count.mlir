// RUN: terrace opt %s --split-input-file --verify-diagnostics

func.func @f(%x: i32) {
  // expected-error@+1 {{IR001: `arith.addi` expects 2 operands, got 1}}
  %y = "arith.addi"(%x) : (i32) -> i32
  return
}
