// RUN: terrace compile %S/../../models/digits/digits.onnx --bind N=2 --emit=te --elide-elements 4 | FileCheck %s

// Kernels are formulas, called by a host function that still holds tensors.
// CHECK-LABEL: func.func @main(
// CHECK:         call @conv
// CHECK:       func.func private @conv
// CHECK-NOT:     graph.conv
// CHECK:         te.compute {{.*}} combine add
