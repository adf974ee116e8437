// RUN: not terrace run %s --interpret graph --inputs %S 2>&1 | FileCheck %s

// More memory than the interpreter may use is asked for: a diagnostic, not an abort.
// CHECK: [EVAL006] Error: `tensor.splat` stopped: 4000000000000 more bytes exceed the memory limit
func.func @main() -> tensor<1000000000000xf32> {
  %one = arith.constant 1.0 : f32
  %t = tensor.splat %one : tensor<1000000000000xf32>
  return %t : tensor<1000000000000xf32>
}
