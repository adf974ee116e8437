// RUN: not terrace compile %S/../../models/digits/digits.onnx --bind N=few 2>&1 | FileCheck %s
// RUN: not terrace compile %S/../../models/digits/digits.onnx --bind N=-1 2>&1 | FileCheck %s --check-prefix=BELOW

// CHECK: invalid value 'N=few' for '--bind <SYMBOL=SIZE>': expected symbol=size, got `N=few`
// BELOW: invalid value 'N=-1' for '--bind <SYMBOL=SIZE>'
