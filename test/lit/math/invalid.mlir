// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A root of an integer.
func.func @f(%x: i32) {
  // expected-error@+2 {{IR003: operand `operand` of `math.sqrt` must be}}
  // expected-error@+1 {{IR004}}
  %y = "math.sqrt"(%x) : (i32) -> i32
  return
}

// -----

// Leading zeros of a float.
func.func @f(%x: f32) {
  // expected-error@+2 {{IR003}}
  // expected-error@+1 {{IR004}}
  %y = "math.ctlz"(%x) : (f32) -> f32
  return
}

// -----

// All operands of a fused multiplication have one type.
func.func @f(%x: f32, %y: f64) {
  // expected-error@+1 {{IR017}}
  %z = "math.fma"(%x, %x, %y) : (f32, f32, f64) -> f32
  return
}
