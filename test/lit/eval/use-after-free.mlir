// RUN: not terrace run %s --interpret graph --inputs %S 2>&1 | FileCheck %s

// Memory that was given back is not read.
// CHECK: [EVAL003] Error: `memref.load` stopped: the buffer was deallocated
func.func @main() -> tensor<1xf32> {
  %zero = arith.constant 0 : index
  %m = memref.alloc() : memref<4xf32>
  memref.dealloc %m : memref<4xf32>
  %x = memref.load %m[%zero] : memref<4xf32>
  %t = tensor.from_elements %x : tensor<1xf32>
  return %t : tensor<1xf32>
}
