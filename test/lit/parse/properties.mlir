// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Properties are those of the definition.
func.func @f(%x: i32) {
  // expected-error@+1 {{PARSE021: operation `arith.addi` has no property `speed`}}
  %y = "arith.addi"(%x, %x) <{speed = 3 : i32}> : (i32, i32) -> i32
  return
}
