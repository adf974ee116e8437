// RUN: terrace opt %s -p sched-apply-script --split-input-file --verify-diagnostics

// A reader outside of the loop needs the rest.
sched.script @s {
  %p = sched.block "neg"
  %c = sched.block "twice"
  %i = sched.loops %c
  %tail = sched.cut %i at 32
  // expected-error@+1 {{SCHED032: cannot move block `neg` into this loop: it is read outside of it}}
  sched.compute_at %p, %i
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

// -----

// Already there.
sched.script @s {
  %p = sched.block "neg"
  %i = sched.loops %p
  // expected-error@+1 {{SCHED030: cannot move block `neg`: it is in that loop already}}
  sched.compute_at %p, %i
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

// -----

// No box holds what an iteration reads.
sched.script @s {
  %p = sched.block "neg"
  %c = sched.block "twice"
  %i = sched.loops %c
  %io, %ii = sched.split %i by [8]
  // expected-error@+1 {{SCHED033: cannot move block `neg` into this loop: the part of its buffer that is needed is unknown}}
  sched.compute_at %p, %io
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
      %e = loop.load %t[(%vi * 3) mod 64] : memref<64xf32>
      %f = arith.addf %e, %e : f32
      loop.store %f, %y[%vi] : memref<64xf32>
    }
  }
  return
}
