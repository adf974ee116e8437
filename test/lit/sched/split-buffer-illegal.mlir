// RUN: terrace opt %s -p sched-apply-script --split-input-file --verify-diagnostics

// The readers need what another block writes.
sched.script @s {
  %p = sched.block "neg"
  %i = sched.loops %p
  %pt = sched.cut %i at 60
  %p2 = sched.block "neg_tail"
  %c = sched.block "twice"
  // expected-error@+1 {{SCHED040: cannot cache for block `neg_tail`: another block writes what these blocks read}}
  sched.split_buffer %p2, %c
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
