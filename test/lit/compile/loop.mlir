// RUN: terrace compile %S/../../models/digits/digits.onnx --bind N=2 --emit=loop --elide-elements 4 | FileCheck %s

// Kernels are loops over buffers; no formula is left.
// CHECK-LABEL: func.func @main(
// CHECK-NOT:   te.compute
// CHECK:       loop.for
// CHECK:         loop.block "{{conv[^"]*}}"
// CHECK-NOT:   te.compute
