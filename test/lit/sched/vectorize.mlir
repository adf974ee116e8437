// RUN: terrace opt %s -p sched-apply-script --check-each --split-input-file | FileCheck %s

// Lanes over a parallel axis, innermost.
// CHECK-LABEL: func.func @f
// CHECK:          loop.for %n = 0 to 6 vector {
// CHECK-NEXT:       loop.block "mm"
sched.script @s {
  %b = sched.block "mm"
  %m, %n, %k = sched.loops %b
  sched.reorder %k, %n
  sched.vectorize %n
}
func.func @f(%a: memref<4x8xf32>, %b: memref<8x6xf32>, %c: memref<4x6xf32>)
    attributes {sched.script = @s} {
  loop.for %m = 0 to 4 {
    loop.for %n = 0 to 6 {
      loop.for %k = 0 to 8 {
        loop.block "mm" axes(m = %m : 4, n = %n : 6) reduce(k = %k : 8) reassoc init {
        ^bb0(%vm: index, %vn: index, %vk: index):
          %zero = arith.constant 0.0 : f32
          loop.store %zero, %c[%vm, %vn] : memref<4x6xf32>
        } body {
        ^bb0(%vm: index, %vn: index, %vk: index):
          %x = loop.load %a[%vm, %vk] : memref<4x8xf32>
          %y = loop.load %b[%vk, %vn] : memref<8x6xf32>
          %p = arith.mulf %x, %y : f32
          %s = loop.load %c[%vm, %vn] : memref<4x6xf32>
          %t = arith.addf %s, %p : f32
          loop.store %t, %c[%vm, %vn] : memref<4x6xf32>
        }
      }
    }
  }
  return
}
