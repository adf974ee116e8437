// RUN: not terrace run %s --interpret graph --inputs %S 2>&1 | FileCheck %s

// The smallest number has no negative.
// CHECK: [EVAL007] Error: `arith.divsi` stopped: signed division overflows
func.func @main() -> tensor<1xi8> {
  %least = arith.constant -128 : i8
  %minus = arith.constant -1 : i8
  %q = arith.divsi %least, %minus : i8
  %t = tensor.from_elements %q : tensor<1xi8>
  return %t : tensor<1xi8>
}
