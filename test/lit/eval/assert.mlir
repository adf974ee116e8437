// RUN: not terrace run %s --interpret graph --inputs %S 2>&1 | FileCheck %s

// A condition that does not hold, in the words of the program.
// CHECK: [EVAL008] Error: `cf.assert` stopped: assertion failed: sizes differ
func.func @main() -> tensor<1xf32> {
  %no = arith.constant false
  cf.assert %no, "sizes differ"
  %one = arith.constant 1.0 : f32
  %t = tensor.from_elements %one : tensor<1xf32>
  return %t : tensor<1xf32>
}
