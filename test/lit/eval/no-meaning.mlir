// RUN: not terrace run %s --interpret graph --inputs %S 2>&1 | FileCheck %s

// Every operation that cannot be interpreted is named, not only the first.
// CHECK: [EVAL011] Error: `complex.constant` has no reference semantics
// CHECK: [EVAL011] Error: `complex.abs` has no reference semantics
// CHECK: [EVAL011] Error: `complex.re` has no reference semantics
func.func @main() -> tensor<1xf32> {
  %c = complex.constant [1.0 : f32, 2.0 : f32] : complex<f32>
  %a = complex.abs %c : complex<f32>
  %r = complex.re %c : complex<f32>
  %t = tensor.from_elements %a : tensor<1xf32>
  return %t : tensor<1xf32>
}
