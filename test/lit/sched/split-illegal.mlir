// RUN: terrace opt %s -p sched-apply-script --split-input-file --verify-diagnostics

// The kind was set: its extent is a promise.
sched.script @s {
  %b = sched.block "mm"
  %m, %n, %k = sched.loops %b
  sched.unroll %m
  // expected-error@+1 {{SCHED011: cannot split a loop whose kind is set}}
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

// A knob may be chosen to make no sense.
sched.script @s {
  %b = sched.block "mm"
  %m, %n, %k = sched.loops %b
  %t = sched.knob "t" of [[0]] = [0]
  // expected-error@+1 {{SCHED010: cannot split by [0]}}
  %mo, %mi = sched.split %m by [%t]
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

// A loop that does not start at 0 is not counted.
sched.script @s {
  %b = sched.block "b"
  %i = sched.loops %b
  // expected-error@+1 {{SCHED002: `split` needs a loop from 0 to a constant in steps of 1}}
  %o, %j = sched.split %i by [2]
}
func.func @f(%c: memref<4xf32>) attributes {sched.script = @s} {
  loop.for %i = 1 to 4 {
    loop.block "b" axes(i = %i - 1 : 3) body {
    ^bb0(%vi: index):
      %zero = arith.constant 0.0 : f32
      loop.store %zero, %c[%vi] : memref<4xf32>
    }
  }
  return
}

// -----

// A loop variable that is used as a value cannot become an expression.
sched.script @s {
  %b = sched.block "b"
  %i = sched.loops %b
  // expected-error@+1 {{SCHED003: `split` would change a loop variable that is used as a value}}
  %o, %j = sched.split %i by [2]
}
func.func @f(%c: memref<4xindex>) attributes {sched.script = @s} {
  loop.for %i = 0 to 4 {
    loop.block "b" axes(i = %i : 4) body {
    ^bb0(%vi: index):
      loop.store %i, %c[%vi] : memref<4xindex>
    }
  }
  return
}
