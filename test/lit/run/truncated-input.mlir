// RUN: mkdir -p %t && head -c 500 %S/../../models/digits/inputs/image.npy > %t/image.npy
// RUN: not terrace run %S/../../models/digits/digits.onnx --bind N=360 --inputs %t --interpret graph 2>&1 | FileCheck %s

// A tensor file that ends too early: which, for what, where.
// CHECK: error[RUN001]: `{{.*}}image.npy` for `image`: ONNX020: byte 128: 372 bytes of data do not fit
