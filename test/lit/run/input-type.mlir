// RUN: not terrace run %s --inputs %S/../../models/digits/outputs --interpret graph 2>&1 | FileCheck %s

// Floats for integers.
// CHECK: error[RUN001]: `{{.*}}logits.npy` for `logits`: expected i32 [360, 10], got
func.func @main(%x: tensor<360x10xi32>) -> tensor<360x10xi32>
    attributes {terrace.input_names = ["logits"], terrace.output_names = ["y"]} {
  return %x : tensor<360x10xi32>
}
