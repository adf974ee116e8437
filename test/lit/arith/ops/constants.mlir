// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Constants: numbers, dense elements, bits of a float, attributes before the value.
// CHECK-LABEL: func.func @constants
func.func @constants() {
  // CHECK: arith.constant 42 : i32
  %0 = arith.constant 42 : i32
  // CHECK: arith.constant true
  %1 = arith.constant true
  %2 = arith.constant -7 : index
  // CHECK: arith.constant 1.500000e+00 : f32
  %3 = arith.constant 1.5 : f32
  %4 = arith.constant 0x7FC00000 : f32
  // CHECK: arith.constant dense<[1, 2, 3]> : tensor<3xi8>
  %5 = arith.constant dense<[1, 2, 3]> : tensor<3xi8>
  %6 = arith.constant dense<0.0> : vector<2x[4]xf32>
  // CHECK: arith.constant {note} 5 : i4
  %7 = arith.constant {note} 5 : i4
  return
}
