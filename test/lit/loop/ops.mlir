// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s --print-op-generic | terrace opt - | FileCheck %s

// Bounds are affine: the largest of several lower, the smallest of several upper ones.
// CHECK-LABEL: func.func @loops
func.func @loops(%c: memref<64xf32>, %n: index) {
  %zero = arith.constant 0.0 : f32
  // CHECK: loop.for %i = 0 to 64 step 8 parallel {
  loop.for %i = 0 to 64 step 8 parallel {
    // CHECK-NEXT: loop.for %j = max(0, -%i + 4) to min(%i + 8, %n, 60) {
    loop.for %j = max(0, 4 - %i) to min(%i + 8, %n, 60) serial {
    }
    // CHECK: loop.for %j = 0 to 8 vector {
    loop.for %j = 0 to 8 vector {
      // CHECK: loop.store %{{.*}}, %c[%i + %j] : memref<64xf32>
      loop.store %zero, %c[%i + %j] : memref<64xf32>
    }
    // CHECK: loop.for %k = %i to symbol(%n) unroll attributes {test.note = "kept"} {
    loop.for %k = %i to symbol(%n) unroll attributes {test.note = "kept"} {
    }
    // CHECK: loop.for %t = 0 to 32 #loop.bind<"thread.x"> {
    loop.for %t = 0 to 32 #loop.bind<"thread.x"> {
    }
    // CHECK: loop.for %s = 0 to 9 #loop.pipeline<ii = 1, stages = 3> {
    loop.for %s = 0 to 9 #loop.pipeline<ii = 1, stages = 3> {
    }
  }
  return
}

// Axes keep their names and natures; conditions cut what a split reached too far.
// CHECK-LABEL: func.func @blocks
func.func @blocks(%a: memref<60x8xf32>, %c: memref<60xf32>) {
  loop.for %i = 0 to 8 {
    loop.for %j = 0 to 8 {
      loop.for %k = 0 to 8 {
        // CHECK:      loop.block "sum" axes(m = %i * 8 + %j : 60) reduce(k = %k : 8)
        // CHECK-SAME:   where %i * 8 + %j <= 59 and %k >= 0 reassoc attributes {test.note} init {
        // CHECK-NEXT: ^bb0(%vm: index, %vk: index):
        loop.block "sum" axes(m = %i * 8 + %j : 60) reduce(k = %k : 8)
            where %i * 8 + %j <= 59 and %k >= 0 reassoc attributes {test.note} init {
        ^bb0(%vm: index, %vk: index):
          %zero = arith.constant 0.0 : f32
          loop.store %zero, %c[%vm] : memref<60xf32>
        // CHECK: } body {
        } body {
        ^bb0(%vm: index, %vk: index):
          %s = loop.load %c[%vm] : memref<60xf32>
          // CHECK: loop.load %a[%vm - 1, %vk * 2] else 0.000000e+00 : f32 : memref<60x8xf32>
          %x = loop.load %a[%vm - 1, 2 * %vk] else 0.0 : f32 : memref<60x8xf32>
          %t = arith.addf %s, %x : f32
          loop.store %t, %c[%vm] : memref<60xf32>
        }
      }
    }
  }
  // CHECK: loop.block "once" axes() body {
  loop.block "once" axes() body {
  }
  return
}

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
