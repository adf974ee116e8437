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

// -----

// The buffer that the consumer writes is made before the loops that it moves into.
// CHECK-LABEL: func.func @makes_its_buffer
// CHECK:         loop.alloc : memref<64xf32>
// CHECK-NEXT:    %[[U:.*]] = loop.alloc : memref<64xf32>
// CHECK-NEXT:    loop.for %i = 0 to 64 {
// CHECK-NEXT:      loop.block "neg"
// CHECK:           loop.block "twice"
// CHECK:             loop.store %{{.*}}, %[[U]]
// CHECK:         loop.block "exp"
sched.script @s {
  %p = sched.block "neg"
  %c = sched.block "twice"
  %i = sched.loops %p
  sched.reverse_compute_at %c, %i
}
func.func @makes_its_buffer(%x: memref<64xf32>, %y: memref<64xf32>)
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
  %u = loop.alloc : memref<64xf32>
  loop.for %i = 0 to 64 {
    loop.block "twice" axes(i = %i : 64) body {
    ^bb0(%vi: index):
      %e = loop.load %t[%vi] : memref<64xf32>
      %f = arith.addf %e, %e : f32
      loop.store %f, %u[%vi] : memref<64xf32>
    }
  }
  loop.for %i = 0 to 64 {
    loop.block "exp" axes(i = %i : 64) body {
    ^bb0(%vi: index):
      %e = loop.load %u[%vi] : memref<64xf32>
      %f = math.exp %e : f32
      loop.store %f, %y[%vi] : memref<64xf32>
    }
  }
  return
}
