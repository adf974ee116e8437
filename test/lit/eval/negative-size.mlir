// RUN: not terrace run %s --interpret graph --inputs %S 2>&1 | FileCheck %s

// A size that is computed, and negative.
// CHECK: [EVAL010] Error: `memref.alloc` stopped: {{.*}}-3
func.func @main() -> tensor<1xf32> {
  %size = arith.constant -3 : index
  %zero = arith.constant 0 : index
  %m = memref.alloc(%size) : memref<?xf32>
  %x = memref.load %m[%zero] : memref<?xf32>
  %t = tensor.from_elements %x : tensor<1xf32>
  return %t : tensor<1xf32>
}
