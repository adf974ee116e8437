// RUN: terrace compile %s --emit=llvm --target-cpu=x86-64-v3 | FileCheck %s
// RUN: terrace compile %s --emit=asm --target-cpu=x86-64-v3 | FileCheck %s --check-prefix=ASM

// A kernel's buffers do not overlap and are as large as their types say; it works on vectors,
// in the registers of the processor asked for.
// CHECK: target triple = "x86_64
// CHECK: define hidden void @model.main(
// CHECK: define hidden void @model.relu(ptr noalias {{.*}}dereferenceable(4096) %0
// CHECK: @llvm.maximum.v8f32
// ASM:   model.relu:
// ASM:   %ymm
func.func @main(%x: tensor<1024xf32>) -> tensor<1024xf32> {
  %y = graph.relu %x : tensor<1024xf32>
  return %y : tensor<1024xf32>
}
