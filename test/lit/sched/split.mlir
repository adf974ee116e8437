// RUN: terrace opt %s -p sched-apply-script --check-each --split-input-file | FileCheck %s

// A factor that divides: two loops, the axis bound to both.
// CHECK-LABEL: func.func @f
// CHECK:      loop.for %m = 0 to 2 {
// CHECK-NEXT:   loop.for %[[MI:.*]] = 0 to 2 {
// CHECK:          loop.block "mm" axes(m = %m * 2 + %[[MI]] : 4, n = %n : 6) reduce(k = %k : 8) reassoc
sched.script @s {
  %b = sched.block "mm"
  %m, %n, %k = sched.loops %b
  %mo, %mi = sched.split %m by [2]
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

// -----

// Factors that do not divide leave a condition; two factors give three loops.
// CHECK-LABEL: func.func @f
// CHECK:      loop.for %n = 0 to 2 {
// CHECK-NEXT:   loop.for %[[NV:.*]] = 0 to 2 {
// CHECK-NEXT:     loop.for %[[NI:.*]] = 0 to 2 {
// CHECK:            where (%n * 2 + %[[NV]]) * 2 + %[[NI]] <= 5
sched.script @s {
  %b = sched.block "mm"
  %m, %n, %k = sched.loops %b
  %t = sched.knob "t" of [[2], [3]] = [2]
  %no, %nv, %ni = sched.split %n by [%t, 2]
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
