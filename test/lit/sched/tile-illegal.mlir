// RUN: terrace opt %s -p sched-apply-script --split-input-file --verify-diagnostics

// The loops of two nests.
sched.script @s {
  %p = sched.block "neg"
  %i = sched.loops %p
  %c = sched.block "twice"
  %j = sched.loops %c
  // expected-error@+1 {{SCHED012: cannot reorder: the loops are not perfectly nested in each other}}
  %io, %jo, %ii, %ji = sched.tile %i, %j by [8, 8]
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
