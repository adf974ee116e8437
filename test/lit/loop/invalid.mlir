// RUN: terrace opt %s --split-input-file --verify-diagnostics

func.func @f() {
  // expected-error@+1 {{LOOP001: malformed loop: a bound or the step does not fit}}
  loop.for %i = 0 to 4 step 0 {
  }
  return
}

// -----

func.func @f() {
  // expected-error@+1 {{LOOP002: unknown loop kind}}
  loop.for %i = 0 to 4 #loop.bind<"thread.w"> {
  }
  return
}

// -----

func.func @f(%n: index) {
  // expected-error@+1 {{LOOP003: a vector loop needs constant bounds from 0 and step 1}}
  loop.for %i = 0 to %n vector {
  }
  return
}

// -----

func.func @f() {
  // expected-error@+1 {{PARSE026: expected one of serial, parallel, vector, unroll, got `paralel`}}
  loop.for %i = 0 to 4 paralel {
  }
  return
}

// -----

func.func @f(%n: index) {
  // expected-error@+1 {{PARSE005: use of undeclared value `%m`}}
  loop.for %i = 0 to %m {
  }
  return
}

// -----

func.func @f() {
  loop.for %i = 0 to 4 {
    // expected-error@+1 {{LOOP010: malformed block: two axes have one name}}
    loop.block "b" axes(i = %i : 4, i = %i : 4) body {
    ^bb0(%v: index, %w: index):
    }
  }
  return
}

// -----

func.func @f() {
  loop.for %i = 0 to 4 {
    // expected-error@+1 {{LOOP010: malformed block: an extent is negative}}
    loop.block "b" axes(i = %i : -4) body {
    ^bb0(%v: index):
    }
  }
  return
}

// -----

func.func @f() {
  loop.for %i = 0 to 4 {
    // expected-error@+1 {{LOOP011: the `body` region of a block takes one `index` per axis, here 0}}
    loop.block "b" axes(i = %i : 4) body {
    }
  }
  return
}

// -----

func.func @f(%a: memref<4x4xf32>, %i: index) -> f32 {
  // expected-error@+1 {{LOOP020: the index map does not give 2 indices over 1 operands}}
  %x = loop.load %a[%i] : memref<4x4xf32>
  return %x : f32
}

// -----

func.func @f(%a: memref<4xf32>, %x: f32, %i: index) {
  // expected-error@+1 {{LOOP020: the index map does not give 1 indices over 1 operands}}
  loop.store %x, %a[%i, symbol(%i)] : memref<4xf32>
  return
}

// -----

func.func @f(%a: memref<4xf32>, %i: index) -> f32 {
  // expected-error@+1 {{LOOP021: the pad value is not of the element type}}
  %x = loop.load %a[%i] else 0 : i32 : memref<4xf32>
  return %x : f32
}

// -----

func.func @f(%a: tensor<4xf32>, %i: index) -> f32 {
  // expected-error@+1 {{PARSE001: expected a ranked memref type, got `tensor<4xf32>`}}
  %x = loop.load %a[%i] : tensor<4xf32>
  return %x : f32
}

// -----

func.func @f(%a: memref<4xf32>, %i: index, %j: index) -> f32 {
  // expected-error@+1 {{PARSE029: invalid affine expression: one factor must be constant or symbolic}}
  %x = loop.load %a[%i * %j] : memref<4xf32>
  return %x : f32
}
