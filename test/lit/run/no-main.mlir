// RUN: not terrace run %s --inputs %S --interpret graph 2>&1 | FileCheck %s

// What is run is called main.
// CHECK: error[RUN001]: no function `@main`
func.func @other(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
