// RUN: terrace opt %s --split-input-file --verify-diagnostics

// The attributes must form a formula.
func.func @f(%a: tensor<4xf32>) {
  // expected-error@+1 {{TE001: the attributes of `te.compute` do not form a formula: two axes have one name}}
  %c = te.compute axes(i = 4, i = 2) ins() : -> tensor<4x2xf32> {
    %x = arith.constant 0.0 : f32
    te.yield %x : f32
  }
  return
}

// -----

func.func @f(%a: tensor<4xf32>) {
  // expected-error@+1 {{`domain` needs reduce axes}}
  %c = te.compute axes(i = 4) ins(%a[i]) where i <= 2 : tensor<4xf32> -> tensor<4xf32> {
  ^bb0(%x: f32):
    te.yield %x : f32
  }
  return
}

// -----

func.func @f(%a: tensor<4x4xf32>) {
  // expected-error@+1 {{TE002: read 0 has 1 indices over 1 axes, expected 2 indices over 1 axes}}
  %c = te.compute axes(i = 4) ins(%a[i]) : tensor<4x4xf32> -> tensor<4xf32> {
  ^bb0(%x: f32):
    te.yield %x : f32
  }
  return
}

// -----

func.func @f(%a: tensor<4xf32>) {
  // expected-error@+1 {{TE003: read 0 leaves its operand: index d0 - 1 spans -1 to 2, the dimension is 4}}
  %c = te.compute axes(i = 4) ins(%a[i - 1]) : tensor<4xf32> -> tensor<4xf32> {
  ^bb0(%x: f32):
    te.yield %x : f32
  }
  return
}

// -----

func.func @f(%a: tensor<4xf32>) {
  // expected-error@+1 {{TE004: the body does not fit: its arguments are not the elements read}}
  %c = te.compute axes(i = 4) ins(%a[i]) : tensor<4xf32> -> tensor<4xf32> {
  ^bb0(%x: f64):
    %y = arith.truncf %x : f64 to f32
    te.yield %y : f32
  }
  return
}

// -----

func.func @f(%a: tensor<4xf32>) {
  // expected-error@+1 {{TE005: result 0 does not have the shape of the parallel axes, [4]}}
  %c = te.compute axes(i = 4) ins(%a[i]) : tensor<4xf32> -> tensor<5xf32> {
  ^bb0(%x: f32):
    te.yield %x : f32
  }
  return
}

// -----

// Floats have no bitwise combination.
func.func @f(%a: tensor<4xf32>) {
  // expected-error@+1 {{TE006: expected 1 combiners that fit the result types, got ["and"]}}
  %c = te.compute axes() reduce(i = 4) ins(%a[i]) combine and : tensor<4xf32> -> tensor<f32> {
  ^bb0(%x: f32):
    te.yield %x : f32
  }
  return
}

// -----

func.func @f(%a: tensor<1xf32>) {
  // expected-error@+1 {{TE007: the number of points of the axes overflows 64 bits}}
  %c = te.compute axes() reduce(i = 9223372036854775807, j = 2) ins(%a[0]) combine add
      : tensor<1xf32> -> tensor<f32> {
  ^bb0(%x: f32):
    te.yield %x : f32
  }
  return
}

// -----

func.func @f(%a: tensor<4xf32>) {
  // expected-error@+1 {{TE008: the pad value of read 0 is not of its operand's element type}}
  %c = te.compute axes(i = 4) ins(%a[i - 1] else 0 : i32) : tensor<4xf32> -> tensor<4xf32> {
  ^bb0(%x: f32):
    te.yield %x : f32
  }
  return
}

// -----

func.func @f(%a: tensor<4x4xf32>) {
  %c = te.compute axes(i = 4) ins(%a) : tensor<4x4xf32> -> tensor<4xf32> {
    %i = te.index 0
    // expected-error@+1 {{TE010: expected 2 indices for `the tensor`, got 1}}
    %x = te.at %a[%i] : tensor<4x4xf32>
    te.yield %x : f32
  }
  return
}

// -----

func.func @f() {
  %c = te.compute axes(i = 4) ins() : -> tensor<4xindex> {
    // expected-error@+1 {{TE011: there is no axis 1 in the enclosing `te.compute`}}
    %i = te.index 1
    te.yield %i : index
  }
  return
}

// -----

// Words that are no combiner, and names that are no axis.
func.func @f(%a: tensor<4xf32>) {
  // expected-error@+1 {{PARSE026: expected one of add, mul, min, max, and, or, got `sum`}}
  %c = te.compute axes() reduce(i = 4) ins(%a[i]) combine sum : tensor<4xf32> -> tensor<f32> {
  ^bb0(%x: f32):
    te.yield %x : f32
  }
  return
}

// -----

func.func @f(%a: tensor<4xf32>) {
  // expected-error@+1 {{PARSE029: invalid affine expression: `j` is not declared}}
  %c = te.compute axes(i = 4) ins(%a[j]) : tensor<4xf32> -> tensor<4xf32> {
  ^bb0(%x: f32):
    te.yield %x : f32
  }
  return
}

// -----

func.func @f(%a: tensor<4xf32>, %i: index) {
  // expected-error@+1 {{PARSE001: expected a declared dimension or symbol, got `%i`}}
  %c = te.compute axes(i = 4) ins(%a[%i]) : tensor<4xf32> -> tensor<4xf32> {
  ^bb0(%x: f32):
    te.yield %x : f32
  }
  return
}
