// RUN: terrace opt %s -p canonicalize --split-input-file | FileCheck %s

// Functions of constants are computed.
// CHECK-LABEL: func.func @computed(
// CHECK-NOT:   math.absf{{ }}
// CHECK-NOT:   math.ctlz{{ }}
// CHECK-NOT:   math.ctpop{{ }}
// CHECK-NOT:   math.exp2{{ }}
// CHECK-NOT:   math.floor{{ }}
// CHECK-NOT:   math.isnan{{ }}
// CHECK-NOT:   math.sqrt{{ }}
// CHECK:       return
func.func @computed() -> (f64, f64, f64, i32, i32, i1, f64) {
  %x = arith.constant 2.25 : f64
  %n = arith.constant 40 : i32
  %a = math.sqrt %x : f64
  %b = math.floor %x : f64
  %c = math.absf %x : f64
  %d = math.ctlz %n : i32
  %e = math.ctpop %n : i32
  %g = math.isnan %x : f64
  %h = math.exp2 %b : f64
  return %a, %b, %c, %d, %e, %g, %h : f64, f64, f64, i32, i32, i1, f64
}

// -----

// Outside of its domain a function stays.
// CHECK-LABEL: func.func @kept(
// CHECK:       math.sqrt
// CHECK:       math.log
// CHECK:       return
func.func @kept() -> (f32, f32) {
  %x = arith.constant -1.0 : f32
  %a = math.sqrt %x : f32
  %b = math.log %x : f32
  return %a, %b : f32, f32
}
