// RUN: terrace compile %s --emit=mlir --timing -o %t 2>&1 | FileCheck %s

// Where the time went goes to standard error, the result to its file.
// CHECK: s  read
// CHECK: s  passes
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = graph.relu %x : tensor<4xf32>
  return %y : tensor<4xf32>
}
