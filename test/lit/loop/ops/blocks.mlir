// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s --print-op-generic | terrace opt - | FileCheck %s

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
