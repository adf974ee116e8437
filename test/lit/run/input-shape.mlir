// RUN: not terrace run %S/../../models/digits/digits.onnx --bind N=2 --inputs %S/../../models/digits/inputs --interpret graph 2>&1 | FileCheck %s

// A file with 360 images for a model of two.
// CHECK: error[RUN001]: `{{.*}}image.npy` for `image`: expected f32 [2, 1, 8, 8], got {{.*}} [360, 1, 8, 8]
