// RUN: terrace opt %s -p sched-apply-script --split-input-file --verify-diagnostics

// Two loops over reduce axes, not marked `reassoc`.
sched.script @s {
  %b = sched.block "sum"
  %i, %j = sched.loops %b
  // expected-error@+1 {{SCHED013: cannot reorder: block `sum` reduces over these loops in a fixed order}}
  sched.reorder %j, %i
}
func.func @f(%a: memref<4x4xf32>, %c: memref<1xf32>) attributes {sched.script = @s} {
  loop.for %i = 0 to 4 {
    loop.for %j = 0 to 4 {
      loop.block "sum" axes() reduce(i = %i : 4, j = %j : 4) init {
      ^bb0(%vi: index, %vj: index):
        %zero = arith.constant 0.0 : f32
        loop.store %zero, %c[0] : memref<1xf32>
      } body {
      ^bb0(%vi: index, %vj: index):
        %s = loop.load %c[0] : memref<1xf32>
        %x = loop.load %a[%vi, %vj] : memref<4x4xf32>
        %t = arith.addf %s, %x : f32
        loop.store %t, %c[0] : memref<1xf32>
      }
    }
  }
  return
}

// -----

// The bounds of the inner loop name the outer variable.
sched.script @s {
  %b = sched.block "b"
  %i, %j = sched.loops %b
  // expected-error@+1 {{SCHED014: cannot reorder: the bounds of a loop depend on another one}}
  sched.reorder %j, %i
}
func.func @f(%c: memref<4x4xf32>) attributes {sched.script = @s} {
  loop.for %i = 0 to 4 {
    loop.for %j = 0 to %i + 1 {
      loop.block "b" axes(i = %i : 4, j = %j : 4) body {
      ^bb0(%vi: index, %vj: index):
        %zero = arith.constant 0.0 : f32
        loop.store %zero, %c[%vi, %vj] : memref<4x4xf32>
      }
    }
  }
  return
}

// -----

// Two blocks in one nest, one of which reduces over the loop that would move.
sched.script @s {
  %b = sched.block "sum"
  %i, %k = sched.loops %b
  // expected-error@+1 {{SCHED016: cannot reorder: blocks `sum` and `out` in one nest may depend on each other}}
  sched.reorder %k, %i
}
func.func @f(%a: memref<4x4xf32>, %c: memref<4xf32>, %d: memref<4x4xf32>)
    attributes {sched.script = @s} {
  loop.for %i = 0 to 4 {
    loop.for %k = 0 to 4 {
      loop.block "sum" axes(i = %i : 4) reduce(k = %k : 4) reassoc init {
      ^bb0(%vi: index, %vk: index):
        %zero = arith.constant 0.0 : f32
        loop.store %zero, %c[%vi] : memref<4xf32>
      } body {
      ^bb0(%vi: index, %vk: index):
        %s = loop.load %c[%vi] : memref<4xf32>
        %x = loop.load %a[%vi, %vk] : memref<4x4xf32>
        %t = arith.addf %s, %x : f32
        loop.store %t, %c[%vi] : memref<4xf32>
      }
      loop.block "out" axes(i = %i : 4, k = %k : 4) body {
      ^bb0(%vi: index, %vk: index):
        %s = loop.load %c[%vi] : memref<4xf32>
        loop.store %s, %d[%vi, %vk] : memref<4x4xf32>
      }
    }
  }
  return
}
