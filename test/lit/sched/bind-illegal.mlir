// RUN: terrace opt %s -p sched-apply-script --split-input-file --verify-diagnostics

// No such index.
sched.script @s {
  %b = sched.block "mm"
  %m, %n, %k = sched.loops %b
  // expected-error@+1 {{SCHED024: cannot bind: there is no hardware index `thread.w`}}
  sched.bind %m to "thread.w"
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

// Threads would meet in one element.
sched.script @s {
  %b = sched.block "mm"
  %m, %n, %k = sched.loops %b
  // expected-error@+1 {{SCHED020: cannot bind: block `mm` reduces over this loop}}
  sched.bind %k to "thread.x"
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
