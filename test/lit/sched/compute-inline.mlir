// RUN: terrace opt %s -p sched-apply-script --check-each --split-input-file | FileCheck %s

// The formula stands where its buffer was read; block, loop and buffer are gone.
// CHECK-LABEL: func.func @f
// CHECK-NOT:  loop.alloc
// CHECK-NOT:  "neg"
// CHECK:      loop.block "twice"
// CHECK:        loop.load %x[%vi + 2]
// CHECK-NEXT:   arith.negf
sched.script @s {
  %p = sched.block "neg"
  sched.compute_inline %p
}
func.func @f(%x: memref<66xf32>, %y: memref<64xf32>)
    attributes {sched.script = @s} {
  %t = loop.alloc : memref<66xf32>
  loop.for %i = 0 to 66 {
    loop.block "neg" axes(i = %i : 66) body {
    ^bb0(%vi: index):
      %e = loop.load %x[%vi] : memref<66xf32>
      %f = arith.negf %e : f32
      loop.store %f, %t[%vi] : memref<66xf32>
    }
  }
  loop.for %i = 0 to 64 {
    loop.block "twice" axes(i = %i : 64) body {
    ^bb0(%vi: index):
      %e = loop.load %t[%vi + 2] : memref<66xf32>
      %f = arith.addf %e, %e : f32
      loop.store %f, %y[%vi] : memref<64xf32>
    }
  }
  return
}
