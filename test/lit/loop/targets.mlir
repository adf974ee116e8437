// RUN: terrace opt %s --verify-roundtrip --split-input-file | FileCheck %s

// Tasks with a stream between them; memory in banks.
// CHECK-LABEL: func.func @tasks
// CHECK-NEXT:    loop.dataflow {
// CHECK-NEXT:      %s = loop.stream : !loop.stream<f32, 2>
// CHECK-NEXT:      loop.task "read" {
// CHECK-NEXT:        loop.for %i = 0 to 8 #loop.pipeline<ii = 1> {
// CHECK:               loop.push %v, %s : f32, !loop.stream<f32, 2>
// CHECK:           loop.task "double" {
// CHECK-NEXT:        %b = loop.alloc : memref<8xf32, #loop.banks<cyclic = [4], ports = 2>>
// CHECK:               loop.pop %s : !loop.stream<f32, 2> -> f32
func.func @tasks(%x: memref<8xf32>, %y: memref<8xf32>) {
  loop.dataflow {
    %s = loop.stream : !loop.stream<f32, 2>
    loop.task "read" {
      loop.for %i = 0 to 8 #loop.pipeline<ii = 1> {
        %v = loop.load %x[%i] : memref<8xf32>
        loop.push %v, %s : f32, !loop.stream<f32, 2>
      }
    }
    loop.task "double" {
      %b = loop.alloc : memref<8xf32, #loop.banks<cyclic = [4], ports = 2>>
      loop.for %i = 0 to 8 #loop.pipeline<ii = 1> {
        %v = loop.pop %s : !loop.stream<f32, 2> -> f32
        %d = arith.addf %v, %v : f32
        loop.store %d, %y[%i] : memref<8xf32>
      }
    }
  }
  return
}

// -----

// A machine operation says what it reads and writes, and its body what it does.
// CHECK-LABEL: func.func @intrinsic
// CHECK:         loop.intrinsic "dot4" reads(%a[%i * 4] by (4), %b[0] by (4)) writes(%c[%i] by (1))
// CHECK-SAME:        : memref<16xf32>, memref<4xf32>, memref<4xf32> {
func.func @intrinsic(%a: memref<16xf32>, %b: memref<4xf32>, %c: memref<4xf32>) {
  loop.for %i = 0 to 4 {
    loop.intrinsic "dot4" reads(%a[4 * %i] by (4), %b[0] by (4)) writes(%c[%i] by (1))
        : memref<16xf32>, memref<4xf32>, memref<4xf32> {
      loop.for %k = 0 to 4 {
        %x = loop.load %a[4 * %i + %k] : memref<16xf32>
        %y = loop.load %b[%k] : memref<4xf32>
        %p = arith.mulf %x, %y : f32
        %s = loop.load %c[%i] : memref<4xf32>
        %t = arith.addf %s, %p : f32
        loop.store %t, %c[%i] : memref<4xf32>
      }
    }
  }
  return
}

// -----

// A stage for each operation of a pipeline; sizes that are operands.
// CHECK-LABEL: func.func @stages
// CHECK-SAME:    (%a: memref<?xf32>, %n: index)
// CHECK:         %t = loop.alloc(%n) : memref<?xf32>
// CHECK:         loop.for %i = 0 to %n #loop.pipeline<stages = 2, at = [0, 1]> {
func.func @stages(%a: memref<?xf32>, %n: index) {
  %t = loop.alloc(%n) : memref<?xf32>
  loop.for %i = 0 to %n #loop.pipeline<stages = 2, at = [0, 1]> {
    loop.for %j = 0 to 1 {
      %x = loop.load %a[%i] : memref<?xf32>
      loop.store %x, %t[%i] : memref<?xf32>
    }
    loop.for %j = 0 to 1 {
      %x = loop.load %t[%i] : memref<?xf32>
      loop.store %x, %a[%i] : memref<?xf32>
    }
  }
  return
}
