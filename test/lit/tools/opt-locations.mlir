// RUN: terrace opt %s --print-debuginfo | FileCheck %s

// What has no location of its own has its place in the file.
// CHECK: arith.addi %x, %x : i32 loc("model.onnx":7:1)
// CHECK: return {{.*}} loc("{{.*}}opt-locations.mlir":8:3)
func.func @f(%x: i32) -> i32 {
  %y = arith.addi %x, %x : i32 loc("model.onnx":7:1)
  return %y : i32
}
