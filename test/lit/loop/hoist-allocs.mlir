// RUN: terrace opt %s -p loop-hoist-allocs | FileCheck %s

// The buffer in the default space becomes the last argument; the local one stays.
// CHECK-LABEL: func.func @kernel
// CHECK-SAME:    (%x: memref<4xf32>, %y: memref<4xf32>, %t: memref<4xf32>)
// CHECK-SAME:    attributes {terrace.workspaces = 1 : i64}
// CHECK-NOT:     loop.alloc : memref<4xf32>
// CHECK:         loop.alloc : memref<1xf32, "local">
// CHECK:         loop.load %x
// CHECK:         loop.store %{{.*}}, %t[%vi]
func.func @kernel(%x: memref<4xf32>, %y: memref<4xf32>) {
  %t = loop.alloc : memref<4xf32>
  %l = loop.alloc : memref<1xf32, "local">
  loop.for %i = 0 to 4 {
    loop.block "b" axes(i = %i : 4) body {
    ^bb0(%vi: index):
      %e = loop.load %x[%vi] : memref<4xf32>
      loop.store %e, %l[0] : memref<1xf32, "local">
      loop.store %e, %t[%vi] : memref<4xf32>
    }
  }
  loop.for %i = 0 to 4 {
    loop.block "c" axes(i = %i : 4) body {
    ^bb0(%vi: index):
      %e = loop.load %t[%vi] : memref<4xf32>
      loop.store %e, %y[%vi] : memref<4xf32>
    }
  }
  return
}

// Already done, and nothing to do: no workspace, no attribute.
// CHECK-LABEL: func.func @done(%x: memref<4xf32>, %i: index) -> f32 {
// CHECK-NEXT:    %[[E:.*]] = loop.load %x[%i] : memref<4xf32>
// CHECK-NEXT:    return %[[E]] : f32
func.func @done(%x: memref<4xf32>, %i: index) -> f32 {
  %e = loop.load %x[%i] : memref<4xf32>
  return %e : f32
}

// A kernel that returns a scalar keeps returning it.
// CHECK-LABEL: func.func @scalar(%{{.*}}: memref<1xf32>) -> f32
func.func @scalar() -> f32 {
  %t = loop.alloc : memref<1xf32>
  %one = arith.constant 1.0 : f32
  loop.store %one, %t[0] : memref<1xf32>
  %e = loop.load %t[0] : memref<1xf32>
  return %e : f32
}
