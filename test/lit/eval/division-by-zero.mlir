// RUN: not terrace run %s --interpret graph --inputs %S 2>&1 | FileCheck %s

// Integer division by zero stops the program where it happens, and says inside of what.
// CHECK: [EVAL007] Error: `arith.divsi` stopped: division by zero
// CHECK: division-by-zero.mlir:[[#@LINE+7]]:
// CHECK: inside `scf.if`
func.func @main() -> tensor<1xi32> {
  %yes = arith.constant true
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %q = scf.if %yes -> i32 {
    %r = arith.divsi %one, %zero : i32
    scf.yield %r : i32
  } else {
    scf.yield %one : i32
  }
  %t = tensor.from_elements %q : tensor<1xi32>
  return %t : tensor<1xi32>
}
