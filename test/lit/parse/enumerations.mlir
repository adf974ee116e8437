// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A word of the enumeration, with what could be meant.
func.func @f(%x: i32) {
  // expected-error@+1 {{PARSE026: expected one of eq, ne, slt}}
  %y = arith.cmpi less, %x, %x : i32
  return
}

// -----

// Flags are words, too.
func.func @f(%x: f32) {
  // expected-error@+1 {{PARSE026}}
  %y = arith.addf %x, %x fastmath<quick> : f32
  return
}
