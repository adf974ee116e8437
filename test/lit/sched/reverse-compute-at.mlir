// RUN: terrace opt %s -p sched-apply-script --check-each --split-input-file | FileCheck %s

// The consumer follows in each iteration, on what was written there.
// CHECK-LABEL: func.func @f
// CHECK:      loop.for %i = 0 to 8 {
// CHECK:        loop.block "neg"
// CHECK:        loop.for %[[J:.*]] = 0 to 8 {
// CHECK-NEXT:     loop.block "twice" axes(i = %i * 8 + %[[J]] : 64) body {
sched.script @s {
  %p = sched.block "neg"
  %c = sched.block "twice"
  %i = sched.loops %p
  %io, %ii = sched.split %i by [8]
  sched.reverse_compute_at %c, %io
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
