// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Two elements for three.
func.func @f() {
  // expected-error@+1 {{PARSE019}}
  %x = arith.constant dense<[1, 2]> : tensor<3xi32>
  return
}

// -----

// Rows of different length.
func.func @f() {
  // expected-error@+1 {{PARSE019}}
  %x = arith.constant dense<[[1, 2], [3]]> : tensor<2x2xi32>
  return
}

// -----

// Half an element in hexadecimal digits.
func.func @f() {
  // expected-error@+1 {{PARSE019}}
  %x = arith.constant dense<"0x0102"> : tensor<1xi32>
  return
}
