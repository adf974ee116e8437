// RUN: terrace opt %s --split-input-file --verify-diagnostics

// An extension widens.
func.func @f(%a: i64) {
  // expected-error@+1 {{ARITH001}}
  %0 = arith.extui %a : i64 to i32
  return
}

// -----

// A truncation narrows.
func.func @f(%a: f32) {
  // expected-error@+1 {{ARITH001}}
  %0 = arith.truncf %a : f32 to f64
  return
}

// -----

// A bitcast keeps the number of bits.
func.func @f(%a: f32) {
  // expected-error@+1 {{ARITH001}}
  %0 = arith.bitcast %a : f32 to i64
  return
}

// -----

// Arithmetic is on signless integers.
func.func @f() {
  // expected-error@+1 {{ARITH002}}
  %0 = "arith.constant"() <{value = 1 : si32}> : () -> si32
  return
}

// -----

// A constant is a number.
func.func @f() {
  // expected-error@+1 {{ARITH003}}
  %0 = "arith.constant"() <{value = "one" : i32}> : () -> i32
  return
}

// -----

// How many elements a scalable vector has is not known.
func.func @f() {
  // expected-error@+1 {{ARITH004}}
  %0 = arith.constant dense<[1, 2]> : vector<[2]xi32>
  return
}

// -----

// One condition for all, or one for each.
func.func @f(%c: vector<2xi1>, %a: vector<3xi32>) {
  // expected-error@+1 {{ARITH005}}
  %0 = arith.select %c, %a, %a : vector<2xi1>, vector<3xi32>
  return
}

// -----

// A conversion keeps the shape.
func.func @f(%a: tensor<4xi32>) {
  // expected-error@+1 {{ARITH006}}
  %0 = arith.extsi %a : tensor<4xi32> to tensor<?xi64>
  return
}

// -----

// One side of an index cast is an index.
func.func @f(%a: index) {
  // expected-error@+1 {{ARITH006}}
  %0 = arith.index_cast %a : index to index
  return
}

// -----

// Shapes of scalable vectors differ from those of others.
func.func @f(%a: vector<[4]xi32>) {
  // expected-error@+1 {{IR017}}
  %0 = arith.trunci %a : vector<[4]xi32> to vector<4xi8>
  return
}

// -----

// Results of shaped operands are shaped.
func.func @f(%a: vector<4xi32>) {
  // expected-error@+1 {{ARITH006}}
  %0:2 = arith.addui_extended %a, %a : vector<4xi32>, i1
  return
}
