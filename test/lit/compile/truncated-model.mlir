// RUN: head -c 5000 %S/../../models/digits/digits.onnx > %t.onnx && not terrace compile %t.onnx --bind N=1 --emit=graph 2>&1 | FileCheck %s

// Half a file is found out, with the place where it ends.
// CHECK: error[ONNX0{{[0-9]+}}]
