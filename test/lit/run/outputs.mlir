// RUN: terrace run %S/../../models/digits/digits.onnx --bind N=360 --inputs %S/../../models/digits/inputs --interpret graph --outputs %t && terrace run %S/../../models/digits/digits.onnx --bind N=360 --inputs %S/../../models/digits/inputs --interpret te --compare %t | FileCheck %s

// What one level writes, another one agrees with.
// CHECK: logits agrees
