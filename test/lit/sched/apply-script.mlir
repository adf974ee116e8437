// RUN: terrace opt %s -p sched-apply-script --check-each --split-input-file | FileCheck %s

// Fires: the steps in order; the attribute goes, the script stays.
// CHECK-LABEL: sched.script @s
// CHECK-LABEL: func.func @f(%a: memref<4x8xf32>, %b: memref<8x6xf32>, %c: memref<4x6xf32>) {
// CHECK:         loop.for %m = 0 to 2 parallel {
// CHECK:           loop.for %n = 0 to 6 vector {
sched.script @s {
  %b = sched.block "mm"
  %m, %n, %k = sched.loops %b
  %mo, %mi = sched.split %m by [2]
  sched.reorder %k, %n
  sched.vectorize %n
  sched.parallel %mo
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

// Declines: a function that names no script; already done: an empty script.
// CHECK-LABEL: func.func @other(%c: memref<4xf32>) {
// CHECK-NEXT:    return
// CHECK-LABEL: func.func @f
// CHECK-NOT:     sched.script
// CHECK:         loop.for %m = 0 to 4 {
sched.script @s {
}
func.func @other(%c: memref<4xf32>) {
  return
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
