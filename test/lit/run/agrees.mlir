// RUN: terrace run %S/../../models/digits/digits.onnx --bind N=360 --inputs %S/../../models/digits/inputs --interpret graph --compare %S/../../models/digits/outputs | FileCheck %s
// RUN: terrace run %S/../../models/digits/digits.onnx --bind N=360 --inputs %S/../../models/digits/inputs --interpret te --compare %S/../../models/digits/outputs | FileCheck %s

// Outputs are compared with stored ones, by element or by norm.
// CHECK: logits agrees: relative error {{[0-9.e-]+}}
