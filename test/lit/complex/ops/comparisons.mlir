// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Equal or not; there is no order.
// CHECK-LABEL: func.func @comparisons
func.func @comparisons(%a: complex<f32>, %b: complex<f32>) {
  // CHECK: complex.eq %{{.*}}, %{{.*}} : complex<f32>
  %1 = complex.eq %a, %b : complex<f32>
  // CHECK: complex.neq %{{.*}}, %{{.*}} : complex<f32>
  %2 = complex.neq %a, %b : complex<f32>
  return
}
