// RUN: terrace opt %s -p sched-apply-script --check-each --split-input-file | FileCheck %s

// Sixteen partial sums as lanes, then their sum; terms keep their places.
// CHECK-LABEL: func.func @lanes
// CHECK:      loop.for %m = 0 to 4 {
// CHECK:        %[[P:.*]] = loop.alloc : memref<4x16xf32>
// CHECK:        loop.for %[[KO:.*]] = 0 to 3 {
// CHECK-NEXT:     loop.for %[[KI:.*]] = 0 to 16 vector {
// CHECK-NEXT:       loop.block "sum_part" axes(m = %m : 4, k = %[[KI]] : 16) reduce(k0 = %[[KO]] : 3) reassoc init {
// CHECK:              arith.constant -0.0
// CHECK-NEXT:         loop.store %{{.*}}, %[[P]][%vm, %vk]
// CHECK:            body {
// CHECK:              %[[X:.*]] = loop.load %a[%vm, %vk0 * 16 + %vk + 1]
// CHECK-NEXT:         %[[S:.*]] = loop.load %[[P]][%vm, %vk]
// CHECK-NEXT:         %[[T:.*]] = arith.addf %[[S]], %[[X]]
// CHECK-NEXT:         loop.store %[[T]], %[[P]][%vm, %vk]
// CHECK:        loop.for %[[K:.*]] = 0 to 16 {
// CHECK-NEXT:     loop.block "sum" axes(m = %m : 4) reduce(k = %[[K]] : 16) reassoc init {
// CHECK:              %[[TEN:.*]] = arith.constant 1.000000e+01
// CHECK-NEXT:         loop.store %[[TEN]], %c[%vm]
// CHECK:            body {
// CHECK:              loop.load %c[%vm]
// CHECK-NEXT:         loop.load %[[P]][%vm, %vk]
// CHECK-NEXT:         arith.addf
// CHECK-NEXT:         loop.store %{{.*}}, %c[%vm]
sched.script @s {
  %b = sched.block "sum"
  %m, %k = sched.loops %b
  %ko, %ki = sched.split %k by [16]
  %part = sched.rfactor %b, %ki
  sched.vectorize %ki
}
func.func @lanes(%a: memref<4x49xf32>, %c: memref<4xf32>) attributes {sched.script = @s} {
  loop.for %m = 0 to 4 {
    loop.for %k = 0 to 48 {
      loop.block "sum" axes(m = %m : 4) reduce(k = %k : 48) reassoc init {
      ^bb0(%vm: index, %vk: index):
        %ten = arith.constant 10.0 : f32
        loop.store %ten, %c[%vm] : memref<4xf32>
      } body {
      ^bb0(%vm: index, %vk: index):
        %x = loop.load %a[%vm, %vk + 1] : memref<4x49xf32>
        %s = loop.load %c[%vm] : memref<4xf32>
        %t = arith.addf %s, %x : f32
        loop.store %t, %c[%vm] : memref<4xf32>
      }
    }
  }
  return
}

// -----

// The outer loop is factored: both threads may take a part. Loops over parallel axes inside of it
// stand around the sum of the parts too; each other loop over terms is an axis of its own.
// CHECK-LABEL: func.func @outer
// CHECK:      %[[P:.*]] = loop.alloc : memref<6x2xi32>
// CHECK-NEXT: loop.for %[[KO:.*]] = 0 to 2 parallel {
// CHECK-NEXT:   loop.for %n = 0 to 6 {
// CHECK-NEXT:     loop.for %[[KI:.*]] = 0 to 4 {
// CHECK-NEXT:       loop.block "most_part" axes(n = %n : 6, k = %[[KO]] : 2) reduce(k0 = %[[KI]] : 4) reassoc init {
// CHECK:              arith.constant -2147483648 : i32
// CHECK:              loop.load %a[%vk * 4 + %vk0, %vn]
// CHECK:      loop.for %[[N:.*]] = 0 to 6 {
// CHECK-NEXT:   loop.for %[[K:.*]] = 0 to 2 {
// CHECK-NEXT:     loop.block "most" axes(n = %[[N]] : 6) reduce(k = %[[K]] : 2) reassoc init {
// CHECK:            loop.load %[[P]][%vn, %vk]
sched.script @s {
  %b = sched.block "most"
  %k, %n = sched.loops %b
  %ko, %ki = sched.split %k by [4]
  sched.reorder %ko, %n, %ki
  %part = sched.rfactor %b, %ko
  sched.parallel %ko
}
func.func @outer(%a: memref<8x6xi32>, %c: memref<6xi32>) attributes {sched.script = @s} {
  loop.for %k = 0 to 8 {
    loop.for %n = 0 to 6 {
      loop.block "most" axes(n = %n : 6) reduce(k = %k : 8) reassoc init {
      ^bb0(%vn: index, %vk: index):
        %low = arith.constant -100 : i32
        loop.store %low, %c[%vn] : memref<6xi32>
      } body {
      ^bb0(%vn: index, %vk: index):
        %x = loop.load %a[%vk, %vn] : memref<8x6xi32>
        %s = loop.load %c[%vn] : memref<6xi32>
        %t = arith.maxsi %x, %s : i32
        loop.store %t, %c[%vn] : memref<6xi32>
      }
    }
  }
  return
}
