// RUN: not terrace run %S/../../models/digits/digits.onnx --bind N=360 --inputs %S --interpret graph 2>&1 | FileCheck %s
// RUN: not terrace run %S/../../models/digits/digits.onnx --bind N=360 --inputs %S/../../models/digits/inputs --interpret graph --compare %S 2>&1 | FileCheck %s --check-prefix=OUTPUT

// Which files were looked for.
// CHECK:  error[RUN001]: no file for input `image` in `{{.*}}`: image.npy, image.pb, input_0.npy, input_0.pb
// OUTPUT: error[RUN001]: no file for output `logits` in `{{.*}}`: logits.npy
