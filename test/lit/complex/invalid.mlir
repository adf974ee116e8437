// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Parts of one kind.
func.func @f(%x: f32, %y: f64) {
  // expected-error@+2 {{IR017: `complex.create`: `real`, `imaginary` have one type, got `f32` and `f64`}}
  // expected-error@+1 {{IR017: `complex.create`: complex element type matches imaginary}}
  %c = "complex.create"(%x, %y) : (f32, f64) -> complex<f32>
  return
}

// -----

// A real number has no imaginary part.
func.func @f(%x: f32) {
  // expected-error@+1 {{IR003: operand `complex` of `complex.im` must be}}
  %c = "complex.im"(%x) : (f32) -> f32
  return
}

// -----

// The part has the type of the parts.
func.func @f(%x: complex<f32>) {
  // expected-error@+1 {{IR017}}
  %c = "complex.re"(%x) : (complex<f32>) -> f64
  return
}

// -----

// Two parts of the type's part.
func.func @f() {
  // expected-error@+1 {{COMPLEX001: the value is an array of two numbers of the part's type}}
  %0 = complex.constant [1.0 : f32, 2.0 : f64] : complex<f32>
  return
}

// -----

// A bitcast has something to do.
func.func @f(%a: f32) {
  // expected-error@+1 {{COMPLEX001: one side is a complex number}}
  %0 = complex.bitcast %a : f32 to i32
  return
}
