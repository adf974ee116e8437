// RUN: terrace opt %s -p 'sched-apply-defaults{vector-bits=256}' --check-each --split-input-file | FileCheck %s
// RUN: terrace opt %s -p 'sched-apply-defaults{vector-bits=512}' --split-input-file | FileCheck %s --check-prefix=WIDE

// Element by element: vectors along what is contiguous, threads over the rest.
// CHECK-LABEL: func.func @relu(
// CHECK:         loop.for %{{.*}} = 0 to {{[0-9]+}} parallel {
// CHECK:           loop.for %{{.*}} = 0 to 8 vector {
// CHECK:             loop.block "relu"
// WIDE-LABEL:  func.func @relu(
// WIDE:          loop.for %{{.*}} = 0 to 16 vector {
func.func @relu(%x: memref<64x256xf32>, %y: memref<64x256xf32>) {
  loop.for %i = 0 to 64 {
    loop.for %j = 0 to 256 {
      loop.block "relu" axes(i = %i : 64, j = %j : 256) body {
      ^bb0(%vi: index, %vj: index):
        %zero = arith.constant 0.0 : f32
        %v = loop.load %x[%vi, %vj] : memref<64x256xf32>
        %r = arith.maximumf %v, %zero : f32
        loop.store %r, %y[%vi, %vj] : memref<64x256xf32>
      }
    }
  }
  return
}

// -----

// Too little work to hand out: one thread, and no vector that would be mostly empty.
// CHECK-LABEL: func.func @small(
// CHECK-NOT:     parallel
// CHECK-NOT:     vector
// CHECK:         return
func.func @small(%x: memref<3xf32>, %y: memref<3xf32>) {
  loop.for %i = 0 to 3 {
    loop.block "copy" axes(i = %i : 3) body {
    ^bb0(%vi: index):
      %v = loop.load %x[%vi] : memref<3xf32>
      loop.store %v, %y[%vi] : memref<3xf32>
    }
  }
  return
}

// -----

// A matrix product: a tile of vectors in registers, which the reduction runs around.
// CHECK-LABEL: func.func @matmul(
// CHECK:         vector {
// CHECK:           loop.block "mm{{.*}}"
func.func @matmul(%a: memref<32x64xf32>, %b: memref<64x64xf32>, %c: memref<32x64xf32>) {
  loop.for %m = 0 to 32 {
    loop.for %n = 0 to 64 {
      loop.for %k = 0 to 64 {
        loop.block "mm" axes(m = %m : 32, n = %n : 64) reduce(k = %k : 64) reassoc init {
        ^bb0(%vm: index, %vn: index, %vk: index):
          %zero = arith.constant 0.0 : f32
          loop.store %zero, %c[%vm, %vn] : memref<32x64xf32>
        } body {
        ^bb0(%vm: index, %vn: index, %vk: index):
          %x = loop.load %a[%vm, %vk] : memref<32x64xf32>
          %y = loop.load %b[%vk, %vn] : memref<64x64xf32>
          %p = arith.mulf %x, %y : f32
          %s = loop.load %c[%vm, %vn] : memref<32x64xf32>
          %t = arith.addf %s, %p : f32
          loop.store %t, %c[%vm, %vn] : memref<32x64xf32>
        }
      }
    }
  }
  return
}

// -----

// What follows a row's sum stays with the row; the sum itself is taken in lanes, then by halves.
// CHECK-LABEL: func.func @mean_removed(
// CHECK:         loop.for %[[ROW:.*]] = 0 to 256 parallel {
// CHECK:           loop.for %{{.*}} = 0 to 3 unroll {
// CHECK-NEXT:        loop.for %{{.*}} = 0 to 8 vector {
// CHECK-NEXT:          loop.block "sum_part" axes({{.*}} : 256, {{.*}} : 24) reduce({{.*}} : 4)
// CHECK:           loop.for %{{.*}} = 0 to 3 unroll {
// CHECK-NEXT:        loop.for %{{.*}} = 0 to 8 vector {
// CHECK-NEXT:          loop.block "sum_part" axes({{.*}} : 256, {{.*}} : 8) reduce({{.*}} : 3)
// CHECK:           loop.for %{{.*}} = 0 to 4 vector {
// CHECK-NEXT:        loop.block "sum_part"
// CHECK:           loop.block "sum" axes({{.*}}) reduce({{.*}} : 2)
// CHECK:           loop.for %{{.*}} = 0 to 8 vector {
// CHECK-NEXT:        loop.block "minus"
// CHECK-NOT:       parallel
// WIDE-LABEL:  func.func @mean_removed(
func.func @mean_removed(%x: memref<256x96xf32>, %y: memref<256x96xf32>) {
  %sums = loop.alloc : memref<256xf32>
  loop.for %i = 0 to 256 {
    loop.for %k = 0 to 96 {
      loop.block "sum" axes(i = %i : 256) reduce(k = %k : 96) reassoc init {
      ^bb0(%vi: index, %vk: index):
        %zero = arith.constant 0.0 : f32
        loop.store %zero, %sums[%vi] : memref<256xf32>
      } body {
      ^bb0(%vi: index, %vk: index):
        %v = loop.load %x[%vi, %vk] : memref<256x96xf32>
        %s = loop.load %sums[%vi] : memref<256xf32>
        %t = arith.addf %s, %v : f32
        loop.store %t, %sums[%vi] : memref<256xf32>
      }
    }
  }
  loop.for %i = 0 to 256 {
    loop.for %j = 0 to 96 {
      loop.block "minus" axes(i = %i : 256, j = %j : 96) body {
      ^bb0(%vi: index, %vj: index):
        %v = loop.load %x[%vi, %vj] : memref<256x96xf32>
        %s = loop.load %sums[%vi] : memref<256xf32>
        %r = arith.subf %v, %s : f32
        loop.store %r, %y[%vi, %vj] : memref<256x96xf32>
      }
    }
  }
  return
}

// -----

// Where padding is read, iterations stand alone; those between are vectors that need not ask.
// CHECK-LABEL: func.func @padded(
// CHECK:         loop.for %[[ROW:.*]] = 0 to 256 parallel {
// CHECK-NEXT:      loop.for %{{.*}} = 0 to 1 {
// CHECK-NEXT:        loop.block "pad" axes(i = %[[ROW]] : 256, j = %{{.*}} : 66) body {
// CHECK:           loop.for %[[J:.*]] = 0 to 8 {
// CHECK-NEXT:        loop.for %[[LANE:.*]] = 0 to 8 vector {
// CHECK-NEXT:          loop.block "pad_tail" axes(i = %[[ROW]] : 256, j = %[[J]] * 8 + %[[LANE]] + 1 : 66)
// CHECK:           loop.for %[[LAST:.*]] = 0 to 1 {
// CHECK-NEXT:        loop.block "pad_tail_tail" axes(i = %[[ROW]] : 256, j = %[[LAST]] + 65 : 66)
// WIDE-LABEL:  func.func @padded(
func.func @padded(%x: memref<256x64xf32>, %y: memref<256x66xf32>) {
  loop.for %i = 0 to 256 {
    loop.for %j = 0 to 66 {
      loop.block "pad" axes(i = %i : 256, j = %j : 66) body {
      ^bb0(%vi: index, %vj: index):
        %v = loop.load %x[%vi, %vj - 1] else 0.0 : f32 : memref<256x64xf32>
        loop.store %v, %y[%vi, %vj] : memref<256x66xf32>
      }
    }
  }
  return
}

// -----

// Every second element has no vector: each short sum stays in a register, its steps copied out.
// CHECK-LABEL: func.func @strided(
// CHECK:         loop.alloc : memref<256x64xf32, "local">
// CHECK:         loop.for %{{.*}} = 0 to 256 parallel {
// CHECK-NEXT:      loop.for %{{.*}} = 0 to 64 {
// CHECK-NEXT:        loop.block "pairs_init"
// CHECK:             loop.for %{{.*}} = 0 to 2 unroll {
// CHECK-NEXT:          loop.block "pairs"
// CHECK:             loop.block "pairs_write"
// WIDE-LABEL:  func.func @strided(
func.func @strided(%x: memref<256x128xf32>, %y: memref<256x64xf32>) {
  loop.for %i = 0 to 256 {
    loop.for %j = 0 to 64 {
      loop.for %k = 0 to 2 {
        loop.block "pairs" axes(i = %i : 256, j = %j : 64) reduce(k = %k : 2) reassoc init {
        ^bb0(%vi: index, %vj: index, %vk: index):
          %zero = arith.constant 0.0 : f32
          loop.store %zero, %y[%vi, %vj] : memref<256x64xf32>
        } body {
        ^bb0(%vi: index, %vj: index, %vk: index):
          %v = loop.load %x[%vi, %vj * 2 + %vk] : memref<256x128xf32>
          %s = loop.load %y[%vi, %vj] : memref<256x64xf32>
          %t = arith.addf %s, %v : f32
          loop.store %t, %y[%vi, %vj] : memref<256x64xf32>
        }
      }
    }
  }
  return
}
