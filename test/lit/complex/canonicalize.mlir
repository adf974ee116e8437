// RUN: terrace opt %s --split-input-file -p canonicalize | FileCheck %s

// CHECK-LABEL: func.func @parts
func.func @parts(%a: f32, %b: f32) -> (f32, f32, f32, f32) {
  // CHECK-DAG: %[[one:.+]] = arith.constant 1.0
  // CHECK-DAG: %[[minus:.+]] = arith.negf %a
  // CHECK: return %a, %b, %[[one]], %[[minus]]
  %made = complex.create %a, %b : complex<f32>
  %re = complex.re %made : complex<f32>
  %im = complex.im %made : complex<f32>
  %constant = complex.constant [1.0 : f32, 2.0 : f32] : complex<f32>
  %one = complex.re %constant : complex<f32>
  %negated = complex.neg %made : complex<f32>
  %minus = complex.re %negated : complex<f32>
  return %re, %im, %one, %minus : f32, f32, f32, f32
}

// -----

// CHECK-LABEL: func.func @undone
func.func @undone(%a: complex<f32>) -> (complex<f32>, complex<f32>, complex<f32>, complex<f32>) {
  // CHECK-NEXT: return %a, %a, %a, %a
  %0 = complex.neg %a : complex<f32>
  %1 = complex.neg %0 : complex<f32>
  %2 = complex.conj %a : complex<f32>
  %3 = complex.conj %2 : complex<f32>
  %4 = complex.re %a : complex<f32>
  %5 = complex.im %a : complex<f32>
  %6 = complex.create %4, %5 : complex<f32>
  %one = complex.constant [1.0 : f32, 0.0 : f32] : complex<f32>
  %7 = complex.div %a, %one : complex<f32>
  return %1, %3, %6, %7 : complex<f32>, complex<f32>, complex<f32>, complex<f32>
}

// -----

// CHECK-LABEL: func.func @bitcasts
func.func @bitcasts(%a: f64, %b: complex<f32>) -> (i64, complex<f32>) {
  // CHECK-NEXT: %[[bits:.+]] = arith.bitcast %a
  // CHECK-NEXT: return %[[bits]], %b
  %0 = complex.bitcast %a : f64 to complex<f32>
  %1 = complex.bitcast %0 : complex<f32> to i64
  %2 = complex.bitcast %b : complex<f32> to i64
  %3 = complex.bitcast %2 : i64 to complex<f32>
  return %1, %3 : i64, complex<f32>
}

// -----

// Sums round: what was subtracted does not come back.
// CHECK-LABEL: func.func @sums
func.func @sums(%a: complex<f32>, %b: complex<f32>) -> (complex<f32>, complex<f32>, complex<f32>) {
  // CHECK: %[[diff:.+]] = complex.sub
  // CHECK: %[[sum:.+]] = complex.add %[[diff]], %b
  // CHECK: %[[zero:.+]] = complex.add %a
  // CHECK: return %[[sum]], %a, %[[zero]]
  %0 = complex.sub %a, %b : complex<f32>
  %1 = complex.add %0, %b : complex<f32>
  %zero = complex.constant [0.0 : f32, 0.0 : f32] : complex<f32>
  %2 = complex.sub %a, %zero : complex<f32>
  %3 = complex.add %a, %zero : complex<f32>
  return %1, %2, %3 : complex<f32>, complex<f32>, complex<f32>
}
