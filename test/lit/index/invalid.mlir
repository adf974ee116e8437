// RUN: terrace opt %s --split-input-file --verify-diagnostics

// An index is no 64-bit number.
func.func @f(%a: index, %b: i64) {
  // expected-error@+1 {{IR003: operand `rhs` of `index.add` must be}}
  %c = "index.add"(%a, %b) : (index, i64) -> index
  return
}

// -----

// A question that can be asked of indices.
func.func @f(%a: index) {
  // expected-error@+1 {{PARSE026}}
  %c = index.cmp less(%a, %a)
  return
}

// -----

// A constant needs its value.
func.func @f() {
  // expected-error@+1 {{IR005: `index.constant` requires attribute `value`}}
  %c = "index.constant"() : () -> index
  return
}
