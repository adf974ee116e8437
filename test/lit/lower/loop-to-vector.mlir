// RUN: terrace opt %s -p lower-loop-to-vector --split-input-file | FileCheck %s

// Serial loops become scf.for; the init is guarded by the first step; one thread does it.
// CHECK-LABEL: func.func private @terrace_barrier(index)
// CHECK-LABEL: func.func @sum
// CHECK-SAME:    (%a: memref<4x8xf32>, %c: memref<4xf32>, %tid: index, %n_threads: index)
// CHECK:         %[[FIRST:.*]] = arith.cmpi eq, %tid, %{{.*}} : index
// CHECK:         scf.if %[[FIRST]] {
// CHECK:           scf.for %m
// CHECK:             scf.for %k
// CHECK:               %[[K0:.*]] = arith.cmpi eq, %k, %{{.*}} : index
// CHECK:               scf.if %[[K0]] {
// CHECK:                 memref.store %{{.*}}, %c[%m]
// CHECK:               memref.load %a[%m, %k]
// CHECK:               arith.addf
// CHECK:               memref.store %{{.*}}, %c[%m]
// CHECK-NOT:     loop.
func.func @sum(%a: memref<4x8xf32>, %c: memref<4xf32>) {
  loop.for %m = 0 to 4 {
    loop.for %k = 0 to 8 {
      loop.block "sum" axes(m = %m : 4) reduce(k = %k : 8) init {
      ^bb0(%vm: index, %vk: index):
        %zero = arith.constant 0.0 : f32
        loop.store %zero, %c[%vm] : memref<4xf32>
      } body {
      ^bb0(%vm: index, %vk: index):
        %s = loop.load %c[%vm] : memref<4xf32>
        %x = loop.load %a[%vm, %vk] : memref<4x8xf32>
        %t = arith.addf %s, %x : f32
        loop.store %t, %c[%vm] : memref<4xf32>
      }
    }
  }
  return
}

// -----

// Threads take shares of a parallel loop; lanes are vectors; what is the same in all lanes is
// broadcast; between nests all wait.
// CHECK-LABEL: func.func @shares
// CHECK:         %[[LOW:.*]] = arith.divui
// CHECK:         %[[HIGH:.*]] = arith.divui
// CHECK:         scf.for %i = %[[LOW]] to %[[HIGH]]
// CHECK:           %[[X:.*]] = vector.load %x[%i, %{{.*}}] : memref<6x8xf32>, vector<8xf32>
// CHECK:           %[[S:.*]] = memref.load %s[%i]
// CHECK:           %[[B:.*]] = vector.broadcast %[[S]] : f32 to vector<8xf32>
// CHECK:           %[[Y:.*]] = arith.mulf %[[X]], %[[B]] : vector<8xf32>
// CHECK:           vector.store %[[Y]], %y[%i, %{{.*}}]
// CHECK:         call @terrace_barrier(%tid) : (index) -> ()
// CHECK:         scf.if
func.func @shares(%x: memref<6x8xf32>, %s: memref<6xf32>, %y: memref<6x8xf32>) {
  loop.for %i = 0 to 6 parallel {
    loop.for %j = 0 to 8 vector {
      loop.block "scale" axes(i = %i : 6, j = %j : 8) body {
      ^bb0(%vi: index, %vj: index):
        %e = loop.load %x[%vi, %vj] : memref<6x8xf32>
        %f = loop.load %s[%vi] : memref<6xf32>
        %g = arith.mulf %e, %f : f32
        loop.store %g, %y[%vi, %vj] : memref<6x8xf32>
      }
    }
  }
  loop.for %i = 0 to 6 {
    loop.block "first" axes(i = %i : 6) body {
    ^bb0(%vi: index):
      %e = loop.load %y[%vi, 0] : memref<6x8xf32>
      loop.store %e, %s[%vi] : memref<6xf32>
    }
  }
  return
}

// -----

// Unrolled loops are copied; a condition that always holds is gone, one that never does takes its
// instance along.
// CHECK-LABEL: func.func @unrolled
// CHECK-COUNT-3: memref.store
// CHECK-NOT:     memref.store
func.func @unrolled(%c: memref<3xf32>) {
  loop.for %i = 0 to 4 unroll {
    loop.block "b" axes(i = %i : 3) where %i <= 2 body {
    ^bb0(%vi: index):
      %zero = arith.constant 0.0 : f32
      loop.store %zero, %c[%vi] : memref<3xf32>
    }
  }
  return
}

// -----

// Threads share two fused loops: what is divided is the same in all lanes, so lanes stay vectors.
// CHECK-LABEL: func.func @fused
// CHECK:         scf.for %n
// CHECK:           %[[ROW:.*]] = arith.floordivsi %n
// CHECK:           vector.load %x[%{{.*}}, %{{.*}}] : memref<4x24xf32>, vector<8xf32>
// CHECK:           vector.store %{{.*}}, %y[%{{.*}}, %{{.*}}] : memref<4x24xf32>, vector<8xf32>
// CHECK-NOT:       memref.store
func.func @fused(%x: memref<4x24xf32>, %y: memref<4x24xf32>) {
  loop.for %n = 0 to 12 parallel {
    loop.for %j = 0 to 8 vector {
      loop.block "copy" axes(i = %n floordiv 3 : 4, j = (%n mod 3) * 8 + %j : 24) body {
      ^bb0(%vi: index, %vj: index):
        %e = loop.load %x[%vi, %vj - (%vi floordiv 4)] : memref<4x24xf32>
        loop.store %e, %y[%vi, %vj] : memref<4x24xf32>
      }
    }
  }
  return
}

// -----

// What is divided differs from lane to lane: one iteration after the other.
// CHECK-LABEL: func.func @divided
// CHECK-NOT:     vector.
// CHECK-COUNT-4: memref.store
func.func @divided(%x: memref<2xf32>, %y: memref<4xf32>) {
  loop.for %j = 0 to 4 vector {
    loop.block "repeat" axes(j = %j : 4) body {
    ^bb0(%vj: index):
      %e = loop.load %x[%vj floordiv 2] : memref<2xf32>
      loop.store %e, %y[%vj] : memref<4xf32>
    }
  }
  return
}

// -----

// A padded read asks only where it may leave; local buffers are on the stack, once.
// CHECK-LABEL: func.func @padded
// CHECK:         memref.alloca() {alignment = 64 : i64} : memref<1xf32>
// CHECK:         scf.for %i
// CHECK:           %[[IN:.*]] = arith.cmpi ult
// CHECK:           scf.if %[[IN]] -> (f32) {
// CHECK:             memref.load %x
// CHECK:           } else {
// CHECK:             scf.yield
// CHECK-NOT:       scf.if
func.func @padded(%x: memref<4xf32>, %y: memref<6xf32>) {
  loop.for %i = 0 to 6 {
    %t = loop.alloc : memref<1xf32, "local">
    loop.block "b" axes(i = %i : 6) body {
    ^bb0(%vi: index):
      %e = loop.load %x[%vi - 1] else 0.0 : f32 : memref<4xf32>
      loop.store %e, %t[0] : memref<1xf32, "local">
      %f = loop.load %t[0] else 9.0 : f32 : memref<1xf32, "local">
      loop.store %f, %y[%vi] : memref<6xf32>
    }
  }
  return
}

// -----

// Declines: nothing of the loop level here, no new arguments.
// CHECK-LABEL: func.func @done(%x: memref<4xf32>, %i: index) -> f32 {
// CHECK-NEXT:    memref.load
// CHECK-NOT:     terrace_barrier
func.func @done(%x: memref<4xf32>, %i: index) -> f32 {
  %e = memref.load %x[%i] : memref<4xf32>
  return %e : f32
}
