// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s --print-op-generic | terrace opt - | FileCheck %s

// Buffers in a memory space; rank 0; the same index twice.
// CHECK-LABEL: func.func @buffers
func.func @buffers(%i: index) -> f32 {
  %zero = arith.constant 0.0 : f32
  // CHECK: loop.alloc : memref<8x8xf32, "local">
  %t = loop.alloc : memref<8x8xf32, "local">
  // CHECK: loop.alloc : memref<f32>
  %s = loop.alloc : memref<f32>
  // CHECK: loop.store %{{.*}}, %{{.*}}[%i, %i] : memref<8x8xf32, "local">
  loop.store %zero, %t[%i, %i] : memref<8x8xf32, "local">
  // CHECK: loop.store %{{.*}}, %{{.*}}[] : memref<f32>
  loop.store %zero, %s[] : memref<f32>
  // CHECK: loop.load %{{.*}}[] : memref<f32>
  %r = loop.load %s[] : memref<f32>
  return %r : f32
}
