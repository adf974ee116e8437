// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// CHECK-LABEL: func.func @borders
func.func @borders(%t: tensor<4x?xf32>, %m: memref<4x?xf32>, %n: index, %c: i1) {
  // CHECK: bufferization.alloc_tensor(%{{.*}}) : tensor<4x?xf32>
  %0 = bufferization.alloc_tensor(%n) : tensor<4x?xf32>
  // CHECK: bufferization.alloc_tensor() copy(%{{.*}}) : tensor<4x?xf32>
  %1 = bufferization.alloc_tensor() copy(%t) : tensor<4x?xf32>
  // CHECK: bufferization.alloc_tensor(%{{.*}}) size_hint=%{{.*}} : tensor<4x?xf32>
  %2 = bufferization.alloc_tensor(%n) size_hint=%n : tensor<4x?xf32>
  bufferization.dealloc_tensor %0 : tensor<4x?xf32>
  // CHECK: bufferization.clone %{{.*}} : memref<4x?xf32> to memref<4x?xf32>
  %3 = bufferization.clone %m : memref<4x?xf32> to memref<4x?xf32>
  // CHECK: bufferization.to_buffer %{{.*}} read_only : tensor<4x?xf32> to memref<4x?xf32>
  %4 = bufferization.to_buffer %t read_only : tensor<4x?xf32> to memref<4x?xf32>
  // CHECK: bufferization.to_tensor %{{.*}} restrict writable : memref<4x?xf32> to tensor<4x?xf32>
  %5 = bufferization.to_tensor %m restrict writable : memref<4x?xf32> to tensor<4x?xf32>
  // CHECK: bufferization.materialize_in_destination %{{.*}} in restrict writable %{{.*}} : (tensor<4x?xf32>, memref<4x?xf32>) -> ()
  bufferization.materialize_in_destination %t in restrict writable %m : (tensor<4x?xf32>, memref<4x?xf32>) -> ()
  %6 = bufferization.materialize_in_destination %t in %t : (tensor<4x?xf32>, tensor<4x?xf32>) -> tensor<4x?xf32>
  // CHECK: bufferization.dealloc (%{{.*}} : memref<4x?xf32>) if (%{{.*}}) retain (%{{.*}} : memref<4x?xf32>)
  %7 = bufferization.dealloc (%m : memref<4x?xf32>) if (%c) retain (%3 : memref<4x?xf32>)
  bufferization.dealloc
  return
}
