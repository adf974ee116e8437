// RUN: not terrace run %s --interpret graph --inputs %S 2>&1 | FileCheck %s

// A declaration has no meaning of its own.
// CHECK: [EVAL009] Error: `func.call` stopped: no function `elsewhere` that can be called
func.func private @elsewhere(f32) -> f32
func.func @main() -> tensor<1xf32> {
  %one = arith.constant 1.0 : f32
  %x = func.call @elsewhere(%one) : (f32) -> f32
  %t = tensor.from_elements %x : tensor<1xf32>
  return %t : tensor<1xf32>
}
