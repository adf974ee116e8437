// RUN: matrices opt %s --split-input-file --verify-diagnostics

func.func @shape(%x: tensor<2x3xf64>) -> tensor<2x3xf64> {
  // expected-error@+1 {{MAT001: `mat.transpose` gives a 3x2 matrix}}
  %y = mat.transpose %x : tensor<2x3xf64> -> tensor<2x3xf64>
  return %y : tensor<2x3xf64>
}

// -----

func.func @rank(%x: tensor<3xf64>) -> tensor<3xf64> {
  // expected-error@+2 {{IR003: operand `x` of `mat.transpose` must be ranked tensor of f64}}
  // expected-error@+1 {{IR004: result `y` of `mat.transpose` must be ranked tensor of f64}}
  %y = mat.transpose %x : tensor<3xf64> -> tensor<3xf64>
  return %y : tensor<3xf64>
}

// -----

func.func @inner(%a: tensor<2x3xf64>, %b: tensor<2x3xf64>) -> tensor<2x3xf64> {
  // expected-error@+1 {{IR024: `mat.mul`: `a` has as many columns as `b` has rows}}
  %c = mat.mul %a, %b : tensor<2x3xf64>, tensor<2x3xf64> -> tensor<2x3xf64>
  return %c : tensor<2x3xf64>
}
