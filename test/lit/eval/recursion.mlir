// RUN: not terrace run %s --interpret graph --inputs %S 2>&1 | FileCheck %s

// A function that calls itself for ever ends before the stack does.
// CHECK: [EVAL006] Error: {{.*}} stopped: calls nest too deep
func.func private @again(%x: f32) -> f32 {
  %y = func.call @again(%x) : (f32) -> f32
  return %y : f32
}
func.func @main() -> tensor<1xf32> {
  %one = arith.constant 1.0 : f32
  %x = func.call @again(%one) : (f32) -> f32
  %t = tensor.from_elements %x : tensor<1xf32>
  return %t : tensor<1xf32>
}
