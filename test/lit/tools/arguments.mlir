// RUN: not terrace opt %s --frob 2>&1 | FileCheck %s
// RUN: not terrace compile 2>&1 | FileCheck %s --check-prefix=MODEL
// RUN: not terrace run %S/../../models/digits/digits.onnx --bind N=1 --interpret graph 2>&1 | FileCheck %s --check-prefix=INPUTS

// CHECK:  error: unexpected argument '--frob' found
// MODEL:  required arguments were not provided
// INPUTS: `image` needs a value: give --inputs
