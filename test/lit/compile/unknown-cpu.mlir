// RUN: not terrace compile %s --emit=asm --target-cpu=z80 2>&1 | FileCheck %s

// CHECK: error[LLVM008]: the target cannot be used: no 64-bit processor is called `z80`
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = graph.relu %x : tensor<4xf32>
  return %y : tensor<4xf32>
}
