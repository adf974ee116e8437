// RUN: terrace opt %s -p math-expand-approximations --split-input-file | FileCheck %s

// x = n ln 2 + r: the exponent is made of the bits of n, the rest is a polynomial of r.
// CHECK-LABEL: func.func @exponential
// CHECK-SAME:  (%[[X:.*]]: vector<16xf32>)
// CHECK:         %[[LOW:.*]] = arith.cmpf ogt, %{{.*}}, %[[X]] : vector<16xf32>
// CHECK:         arith.select %[[LOW]], %{{.*}}, %[[X]] : vector<16xi1>, vector<16xf32>
// CHECK:         %[[ROUND:.*]] = arith.constant dense<0x4B400000> : vector<16xf32>
// CHECK:         %[[N:.*]] = math.fma %{{.*}}, %{{.*}}, %[[ROUND]] : vector<16xf32>
// CHECK-COUNT-8: math.fma
// CHECK:         arith.bitcast %[[N]] : vector<16xf32> to vector<16xi32>
// CHECK:         arith.shrsi
// CHECK-COUNT-2: arith.shli
// CHECK-NOT:     math.exp
func.func @exponential(%x: vector<16xf32>) -> vector<16xf32> {
  %y = math.exp %x : vector<16xf32>
  return %y : vector<16xf32>
}

// -----

// Scalars by the same formula.
// CHECK-LABEL: func.func @scalars
// CHECK-NOT:     math.tanh
// CHECK-NOT:     math.erf
// CHECK:         arith.divf %{{.*}}, %{{.*}} : f32
// CHECK:         arith.select %{{.*}}, %{{.*}}, %{{.*}} : f32
// CHECK:         math.copysign %{{.*}}, %{{.*}} : f32
func.func @scalars(%x: f32) -> (f32, f32) {
  %y = math.tanh %x : f32
  %z = math.erf %x : f32
  return %y, %z : f32, f32
}

// -----

// CHECK-LABEL: func.func @powers
// CHECK-SAME:  (%[[X:.*]]: vector<8xf32>, %[[S:.*]]: f32)
// CHECK:         %[[X2:.*]] = arith.mulf %[[X]], %[[X]]
// CHECK:         arith.mulf %[[X2]], %[[X]]
// CHECK:         arith.mulf %[[S]], %[[S]]
// CHECK-NOT:     math.powf
func.func @powers(%x: vector<8xf32>, %s: f32) -> (vector<8xf32>, f32) {
  %three = arith.constant dense<3.0> : vector<8xf32>
  %two = arith.constant 2.0 : f32
  %y = math.powf %x, %three : vector<8xf32>
  %z = math.powf %s, %two : f32
  return %y, %z : vector<8xf32>, f32
}

// -----

// Other formats, other functions and other exponents are the library's.
// CHECK-LABEL: func.func @declined
// CHECK:         math.exp %{{.*}} : f64
// CHECK:         math.log %{{.*}} : f32
// CHECK:         math.powf %{{.*}} : f32
// CHECK:         math.powf %{{.*}} : vector<2xf32>
func.func @declined(%x: f64, %y: f32, %v: vector<2xf32>) -> (f64, f32, f32, vector<2xf32>) {
  %half = arith.constant 0.5 : f32
  %mixed = arith.constant dense<[2.0, 3.0]> : vector<2xf32>
  %a = math.exp %x : f64
  %b = math.log %y : f32
  %c = math.powf %y, %half : f32
  %d = math.powf %v, %mixed : vector<2xf32>
  return %a, %b, %c, %d : f64, f32, f32, vector<2xf32>
}
