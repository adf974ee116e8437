// RUN: terrace compile %s --emit=mlir --check-each --target-cpu=x86-64-v4 -o %t 2>&1 | FileCheck %s --allow-empty
// RUN: terrace compile %s --emit=mlir --check-each --target-cpu=x86-64-v2 -o %t 2>&1 | FileCheck %s --allow-empty

// One number per element, whatever the level: each pass of the road is compared with what the
// model computed before it, for wide and for narrow vectors.
// CHECK-NOT: {{EVAL|BUG}}
func.func @main(%x: tensor<1x3x9x9xf32>, %w: tensor<5x3x3x3xf32>, %b: tensor<5xf32>,
    %i: tensor<4xi64>, %t: tensor<16x45xf32>) -> (tensor<1x5x4x4xf32>, tensor<4x45xf32>) {
  %c = graph.conv %x, %w, %b {dilations = array<i64: 1, 1>, groups = 1 : i64,
      pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>}
      : (tensor<1x3x9x9xf32>, tensor<5x3x3x3xf32>, tensor<5xf32>) -> tensor<1x5x5x5xf32>
  %g = graph.gelu %c {approximate = "tanh"} : tensor<1x5x5x5xf32>
  %p = graph.max_pool %g {dilations = array<i64: 1, 1>, kernel = array<i64: 2, 2>,
      pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
      : tensor<1x5x5x5xf32> -> tensor<1x5x4x4xf32>
  %e = graph.gather %t, %i {axis = 0 : i64} : tensor<16x45xf32>, tensor<4xi64> -> tensor<4x45xf32>
  %s = graph.softmax %e {axis = 1 : i64} : tensor<4x45xf32>
  return %p, %s : tensor<1x5x4x4xf32>, tensor<4x45xf32>
}
