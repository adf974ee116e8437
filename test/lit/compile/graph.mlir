// RUN: terrace compile %S/../../models/digits/digits.onnx --bind N=2 --emit=graph --elide-elements 4 | FileCheck %s

// The imported model: operations under the names of its nodes, weights, the names of its inputs
// and outputs.
// CHECK:       func.func @main(%image: tensor<2x1x8x8xf32>) -> tensor<2x10xf32>
// CHECK-SAME:    terrace.input_names = ["image"], terrace.output_names = ["logits"]
// CHECK:         %conv1.weight = graph.constant dense_resource<__elided__> : tensor<16x1x3x3xf32>
// CHECK:         %conv1 = graph.conv %image, %conv1.weight, %conv1.bias
// CHECK:         %logits = graph.add
// CHECK-NEXT:    return %logits
