// RUN: terrace opt %s -p sched-apply-script --split-input-file --verify-diagnostics

// The sum is not complete inside the loop over its terms.
sched.script @s {
  %p = sched.block "mm"
  %m, %n, %k = sched.loops %p
  %c = sched.cache_write %p in "local"
  // expected-error@+1 {{SCHED031: cannot move block `mm_write` into this loop: `mm` is not complete there}}
  sched.reverse_compute_at %c, %k
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

// It reads nothing that is written there.
sched.script @s {
  %p = sched.block "neg"
  %c = sched.block "twice"
  %i = sched.loops %c
  // expected-error@+1 {{SCHED030: cannot move block `neg`: it reads nothing that is written in that loop}}
  sched.reverse_compute_at %p, %i
}
func.func @f(%x: memref<64xf32>, %y: memref<64xf32>)
    attributes {sched.script = @s} {
  %t = loop.alloc : memref<64xf32>
  loop.for %i = 0 to 64 {
    loop.block "neg" axes(i = %i : 64) body {
    ^bb0(%vi: index):
      %e = loop.load %x[%vi] : memref<64xf32>
      %f = arith.negf %e : f32
      loop.store %f, %t[%vi] : memref<64xf32>
    }
  }
  loop.for %i = 0 to 64 {
    loop.block "twice" axes(i = %i : 64) body {
    ^bb0(%vi: index):
      %e = loop.load %t[%vi] : memref<64xf32>
      %f = arith.addf %e, %e : f32
      loop.store %f, %y[%vi] : memref<64xf32>
    }
  }
  return
}
