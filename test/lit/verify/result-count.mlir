// RUN: terrace opt %s --split-input-file --verify-diagnostics

func.func @f(%x: i32) {
  // expected-error@+1 {{IR002: `arith.addi` has 1 results, got 2}}
  %y:2 = "arith.addi"(%x, %x) : (i32, i32) -> (i32, i32)
  return
}
