// RUN: terrace opt %s -p loop-compact-buffers --check-each --split-input-file | FileCheck %s

// Each iteration of %i writes and reads eight elements of its own: the buffer moves into the loop,
// its indices count from %i * 8.
// CHECK-LABEL: func.func @tiles
// CHECK-NEXT:    loop.for %i = 0 to 8 {
// CHECK-NEXT:      %[[T:.*]] = loop.alloc : memref<8xf32, "local">
// CHECK:             loop.store %{{.*}}, %[[T]][%vi - %i * 8] : memref<8xf32, "local">
// CHECK:             loop.load %[[T]][%vi - %i * 8] : memref<8xf32, "local">
func.func @tiles(%x: memref<64xf32>, %y: memref<64xf32>) {
  %t = loop.alloc : memref<64xf32>
  loop.for %i = 0 to 8 {
    loop.for %j = 0 to 8 {
      loop.block "produce" axes(i = %i * 8 + %j : 64) body {
      ^bb0(%vi: index):
        %e = loop.load %x[%vi] : memref<64xf32>
        %f = arith.negf %e : f32
        loop.store %f, %t[%vi] : memref<64xf32>
      }
    }
    loop.for %j = 0 to 8 {
      loop.block "consume" axes(i = %i * 8 + %j : 64) body {
      ^bb0(%vi: index):
        %e = loop.load %t[%vi] : memref<64xf32>
        loop.store %e, %y[%vi] : memref<64xf32>
      }
    }
  }
  return
}

// -----

// A window of producers: ten elements for eight, from one before on.
// CHECK-LABEL: func.func @halo
// CHECK:           loop.alloc : memref<10xf32, "local">
func.func @halo(%x: memref<66xf32>, %y: memref<64xf32>) {
  %t = loop.alloc : memref<66xf32>
  loop.for %i = 0 to 8 {
    loop.for %j = 0 to 10 {
      loop.block "produce" axes(i = %i * 8 + %j : 66) body {
      ^bb0(%vi: index):
        %e = loop.load %x[%vi] : memref<66xf32>
        loop.store %e, %t[%vi] : memref<66xf32>
      }
    }
    loop.for %j = 0 to 8 {
      loop.for %r = 0 to 3 {
        loop.block "sum" axes(i = %i * 8 + %j : 64) reduce(r = %r : 3) init {
        ^bb0(%vi: index, %vr: index):
          %zero = arith.constant 0.0 : f32
          loop.store %zero, %y[%vi] : memref<64xf32>
        } body {
        ^bb0(%vi: index, %vr: index):
          %s = loop.load %y[%vi] : memref<64xf32>
          %e = loop.load %t[%vi + %vr] : memref<66xf32>
          %f = arith.addf %s, %e : f32
          loop.store %f, %y[%vi] : memref<64xf32>
        }
      }
    }
  }
  return
}

// -----

// Declines: the reduction goes on over iterations of %k, which all need the same sum.
// CHECK-LABEL: func.func @carried
// CHECK-NEXT:    loop.alloc : memref<4xf32>
func.func @carried(%x: memref<4x4xf32>, %y: memref<4xf32>) {
  %t = loop.alloc : memref<4xf32>
  loop.for %k = 0 to 4 {
    loop.for %i = 0 to 4 {
      loop.block "sum" axes(i = %i : 4) reduce(k = %k : 4) init {
      ^bb0(%vi: index, %vk: index):
        %zero = arith.constant 0.0 : f32
        loop.store %zero, %t[%vi] : memref<4xf32>
      } body {
      ^bb0(%vi: index, %vk: index):
        %s = loop.load %t[%vi] : memref<4xf32>
        %e = loop.load %x[%vi, %vk] : memref<4x4xf32>
        %f = arith.addf %s, %e : f32
        loop.store %f, %t[%vi] : memref<4xf32>
      }
    }
  }
  loop.for %i = 0 to 4 {
    loop.block "out" axes(i = %i : 4) body {
    ^bb0(%vi: index):
      %e = loop.load %t[%vi] : memref<4xf32>
      loop.store %e, %y[%vi] : memref<4xf32>
    }
  }
  return
}

// -----

// Declines: what this iteration reads was written by the one before.
// CHECK-LABEL: func.func @previous
// CHECK:         loop.alloc : memref<9xf32>
func.func @previous(%x: memref<8xf32>, %y: memref<8xf32>) {
  %t = loop.alloc : memref<9xf32>
  loop.for %i = 0 to 8 {
    loop.block "write" axes(i = %i : 8) body {
    ^bb0(%vi: index):
      %e = loop.load %x[%vi] : memref<8xf32>
      loop.store %e, %t[%vi + 1] : memref<9xf32>
    }
    loop.block "read" axes(i = %i : 8) where %i >= 1 body {
    ^bb0(%vi: index):
      %e = loop.load %t[%vi] : memref<9xf32>
      loop.store %e, %y[%vi] : memref<8xf32>
    }
  }
  return
}

// -----

// Declines in part: too large to be local, and so planned once as it is.
// CHECK-LABEL: func.func @large
// CHECK-NEXT:    loop.alloc : memref<2x8192xf32>
func.func @large(%x: memref<2x8192xf32>, %y: memref<2x8192xf32>) {
  %t = loop.alloc : memref<2x8192xf32>
  loop.for %i = 0 to 2 {
    loop.for %j = 0 to 8192 {
      loop.block "produce" axes(i = %i : 2, j = %j : 8192) body {
      ^bb0(%vi: index, %vj: index):
        %e = loop.load %x[%vi, %vj] : memref<2x8192xf32>
        loop.store %e, %t[%vi, %vj] : memref<2x8192xf32>
      }
    }
    loop.for %j = 0 to 8192 {
      loop.block "consume" axes(i = %i : 2, j = %j : 8192) body {
      ^bb0(%vi: index, %vj: index):
        %e = loop.load %t[%vi, %vj] : memref<2x8192xf32>
        loop.store %e, %y[%vi, %vj] : memref<2x8192xf32>
      }
    }
  }
  return
}

// -----

// Already done.
// CHECK-LABEL: func.func @done
// CHECK-NEXT:    loop.for %i = 0 to 8 {
// CHECK-NEXT:      %[[T:.*]] = loop.alloc : memref<1xf32, "local">
// CHECK-NEXT:      loop.block
// CHECK:             loop.store %{{.*}}, %[[T]][0] : memref<1xf32, "local">
func.func @done(%x: memref<8xf32>) {
  loop.for %i = 0 to 8 {
    %t = loop.alloc : memref<1xf32, "local">
    loop.block "b" axes(i = %i : 8) body {
    ^bb0(%vi: index):
      %e = loop.load %x[%vi] : memref<8xf32>
      loop.store %e, %t[0] : memref<1xf32, "local">
      %f = loop.load %t[0] : memref<1xf32, "local">
      loop.store %f, %x[%vi] : memref<8xf32>
    }
  }
  return
}
