// RUN: terrace opt %s -p sched-apply-script --check-each --split-input-file | FileCheck %s

// After both are cut, the tails talk through a buffer of their own.
// CHECK-LABEL: func.func @f
// CHECK-DAG:  %t = loop.alloc : memref<64xf32>
// CHECK-DAG:  %[[U:.*]] = loop.alloc : memref<64xf32>
// CHECK:      loop.block "neg_tail"
// CHECK:        loop.store %{{.*}}, %[[U]][
// CHECK:      loop.block "twice_tail"
// CHECK:        loop.load %[[U]][
sched.script @s {
  %p = sched.block "neg"
  %i = sched.loops %p
  %c = sched.block "twice"
  %j = sched.loops %c
  %pt = sched.cut %i at 60
  %ct = sched.cut %j at 60
  %p2 = sched.block "neg_tail"
  %c2 = sched.block "twice_tail"
  sched.split_buffer %p2, %c2
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
