// RUN: not terrace compile %S/../../models/digits/digits.onnx --bind M=2 --emit=graph 2>&1 | FileCheck %s

// A binding of nothing is a slip, and does not hide what else is wrong.
// CHECK: error[ONNX112]: no input has a size `M`
// CHECK: error[ONNX107]: size 0 is `N`
