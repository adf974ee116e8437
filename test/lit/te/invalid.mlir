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
    // expected-error@+1 {{TE011: there is no axis 1 in the enclosing formula}}
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

// -----

func.func @f(%a: tensor<4xf32>) {
  // expected-error@+1 {{TE009: the region that combines does not fit: an identity of each result's element type is expected}}
  %c = te.compute axes() reduce(i = 4) ins(%a[i]) combine (0 : i32) : tensor<4xf32> -> tensor<f32> {
  ^bb0(%x: f32):
    te.yield %x : f32
  } combine {
  ^bb0(%x: f32, %y: f32):
    te.yield %x : f32
  }
  return
}

// -----

func.func @f(%a: tensor<4xf32>) {
  // expected-error@+1 {{TE009: the region that combines does not fit: its arguments are not the results' elements twice}}
  %c = te.compute axes() reduce(i = 4) ins(%a[i]) combine (0.0 : f32) : tensor<4xf32> -> tensor<f32> {
  ^bb0(%x: f32):
    te.yield %x : f32
  } combine {
  ^bb0(%x: f32):
    te.yield %x : f32
  }
  return
}

// -----

func.func @f(%a: tensor<4xf32>) {
  // expected-error@+1 {{TE009: the region that combines does not fit: there are no identities for it}}
  %c = te.compute axes() reduce(i = 4) ins(%a[i]) combine add : tensor<4xf32> -> tensor<f32> {
  ^bb0(%x: f32):
    te.yield %x : f32
  } combine {
  ^bb0(%x: f32, %y: f32):
    te.yield %x : f32
  }
  return
}

// -----

// An extent is an `index`, and there is one for each that is dynamic.
func.func @f(%a: tensor<4xf32>, %n: tensor<4xf32>) {
  // expected-error@+1 {{TE012: operand 1 is expected to be an `index`}}
  %c = "te.compute"(%a, %n) <{axes = ["i"], extents = array<i64: -9223372036854775808>,
      maps = [affine_map<(d0) -> (d0)>], n_parallel = 1 : i64, pads = [unit]}> ({
  ^bb0(%x: f32):
    te.yield %x : f32
  }) : (tensor<4xf32>, tensor<4xf32>) -> tensor<?xf32>
  return
}

// -----

func.func @f(%t: tensor<9xf32>) {
  // expected-error@+1 {{TE020: the body of a scatter does not fit: it does not yield indices and a value}}
  %c = te.scatter axes(i = 4) ins() into %t : tensor<9xf32> {
    %i = te.index 0
    te.yield %i : index
  }
  return
}

// -----

func.func @f(%t: tensor<9xf32>) {
  // expected-error@+1 {{TE021: a scatter has at most one combiner, defined for its element type}}
  %c = te.scatter axes(i = 4) ins() into %t combine and : tensor<9xf32> {
    %i = te.index 0
    %v = arith.constant 0.0 : f32
    te.yield %i, %v : index, f32
  }
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error@+1 {{TE031: dimension 1 of input 0 is 8, the axis has 7 steps}}
  te.scan t = 7 init() ins(%x by 1) outs() : (tensor<4x8xf32>) -> () {
  ^bb0(%t: index, %column: tensor<4xf32>):
    te.yield
  }
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error@+1 {{TE030: the attributes of `te.scan` do not fit: a dimension is outside its tensor}}
  te.scan t = 8 init() ins(%x by 2) outs() : (tensor<4x8xf32>) -> () {
  ^bb0(%t: index, %column: tensor<4xf32>):
    te.yield
  }
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %h: tensor<4xf32>) {
  // expected-error@+1 {{TE032: the body of a scan does not fit: its arguments are not the step, the state and the slices}}
  %l = te.scan t = 8 init(%h) ins(%x by 1) outs() : (tensor<4xf32>, tensor<4x8xf32>) -> (tensor<4xf32>) {
  ^bb0(%t: index, %column: tensor<4xf32>):
    te.yield %column : tensor<4xf32>
  }
  return
}
