// RUN: not terrace run %S/../../models/digits/digits.onnx --bind N=360 --inputs %S/../../models/digits/inputs --interpret graph --compare %S/../../models/digits/outputs --rtol 1e-12 | FileCheck %s

// Not to the last bit: the first element that differs is shown, and the exit code says so.
// CHECK: logits DIFFERS: relative error
// CHECK-SAME: of 3600 elements differ, the first at [{{[0-9]+, [0-9]+}}]: expected
