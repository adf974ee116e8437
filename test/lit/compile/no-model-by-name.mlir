// RUN: not terrace compile %S/../../../README.md 2>&1 | FileCheck %s

// What a file is, its name says.
// CHECK: error[FILE001]: `{{.*}}README.md`: expected a name that ends in .onnx, .mlir or .so
