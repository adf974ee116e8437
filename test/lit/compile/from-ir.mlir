// RUN: terrace compile %s --emit=te | FileCheck %s

// IR text goes down as a model does; functions without names for inputs get some.
// CHECK-LABEL: func.func @main(%x: tensor<4xf32>) -> tensor<4xf32>
// CHECK-SAME:    terrace.input_names = ["input0"], terrace.output_names = ["output0"]
// CHECK:         call @relu
// CHECK:       func.func private @relu
// CHECK:         te.compute
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = graph.relu %x : tensor<4xf32>
  return %y : tensor<4xf32>
}
