// REQUIRES: mlir-opt-22
// RUN: terrace compile %S/../../models/digits/digits.onnx --bind N=2 --emit=mlir | mlir-opt-22 -o %t

// What is said to be upstream's is what upstream reads and verifies.
