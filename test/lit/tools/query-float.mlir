// RUN: terrace query 'attribute value = 0.1' %s -f count | FileCheck %s --check-prefix=FLOAT
// RUN: terrace query 'attribute value != 1e-1 and attribute value' %s -f count | FileCheck %s --check-prefix=NOT-FLOAT

// Floats are compared as numbers of their type, however they are written.
// FLOAT:      2 arith.constant
// FLOAT-NEXT: 2 operations
// NOT-FLOAT:      1 arith.constant
// NOT-FLOAT-NEXT: 1 operation{{$}}
func.func @third() -> (f32, f64, f32) {
  %narrow = arith.constant 0.1 : f32
  %wide = arith.constant 1.0e-1 : f64
  %other = arith.constant 0.2 : f32
  return %narrow, %wide, %other : f32, f64, f32
}
