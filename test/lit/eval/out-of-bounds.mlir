// RUN: not terrace run %s --interpret graph --inputs %S 2>&1 | FileCheck %s

// An access is checked against its buffer, and the place of the access is shown.
// CHECK: [EVAL001] Error: `memref.load` stopped: index 4 is out of bounds 0..4 in dimension 0
// CHECK: out-of-bounds.mlir:[[#@LINE+4]]:
func.func @main() -> tensor<1xf32> {
  %four = arith.constant 4 : index
  %m = memref.alloc() : memref<4xf32>
  %x = memref.load %m[%four] : memref<4xf32>
  %t = tensor.from_elements %x : tensor<1xf32>
  return %t : tensor<1xf32>
}
