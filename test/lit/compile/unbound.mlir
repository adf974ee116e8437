// RUN: not terrace compile %S/../../models/digits/digits.onnx 2>&1 | FileCheck %s

// A size that only a symbol gives must be bound, and the symbol is named.
// CHECK: image: error[ONNX107]: size 0 is `N`: bind it to a number
