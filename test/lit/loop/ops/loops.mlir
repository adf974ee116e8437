// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s --print-op-generic | terrace opt - | FileCheck %s

// Bounds are affine: the largest of several lower, the smallest of several upper ones.
// CHECK-LABEL: func.func @loops
func.func @loops(%c: memref<64xf32>, %n: index) {
  %zero = arith.constant 0.0 : f32
  // CHECK: loop.for %i = 0 to 64 step 8 parallel {
  loop.for %i = 0 to 64 step 8 parallel {
    // CHECK-NEXT: loop.for %j = max(0, -%i + 4) to min(%i + 8, %n, 60) {
    loop.for %j = max(0, 4 - %i) to min(%i + 8, %n, 60) serial {
    }
    // CHECK: loop.for %j = 0 to 8 vector {
    loop.for %j = 0 to 8 vector {
      // CHECK: loop.store %{{.*}}, %c[%i + %j] : memref<64xf32>
      loop.store %zero, %c[%i + %j] : memref<64xf32>
    }
    // CHECK: loop.for %k = %i to symbol(%n) unroll attributes {test.note = "kept"} {
    loop.for %k = %i to symbol(%n) unroll attributes {test.note = "kept"} {
    }
    // CHECK: loop.for %t = 0 to 32 #loop.bind<"thread.x"> {
    loop.for %t = 0 to 32 #loop.bind<"thread.x"> {
    }
    // CHECK: loop.for %s = 0 to 9 #loop.pipeline<ii = 1, stages = 3> {
    loop.for %s = 0 to 9 #loop.pipeline<ii = 1, stages = 3> {
    }
  }
  return
}
