// RUN: terrace opt %s --split-input-file --verify-diagnostics

// One type for two operands.
func.func @f(%x: i32) -> (i32, i32) {
  // expected-error@+1 {{PARSE020: 2 operands, but 1 types}}
  return %x, %x : i32
}
