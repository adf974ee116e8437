// RUN: tail -c 3000 %S/../../models/digits/digits.onnx > %t.onnx && not terrace compile %t.onnx --bind N=1 --emit=graph 2>&1 | FileCheck %s

// Bytes that are no model.
// CHECK: error[ONNX0{{[0-9]+}}]
