// RUN: terrace opt %s -p mem2reg --split-input-file | FileCheck %s
// RUN: terrace opt %s -p mem2reg --check-each --split-input-file -o %t

// A write and a read become the value.
// CHECK-LABEL: func.func @fires
// CHECK-SAME:    (%[[X:.*]]: f32, %{{.*}}: index)
// CHECK-NEXT:    return %[[X]] : f32
func.func @fires(%x: f32, %i: index) -> f32 {
  %a = memref.alloca() : memref<1x1xf32>
  memref.store %x, %a[%i, %i] : memref<1x1xf32>
  %y = memref.load %a[%i, %i] : memref<1x1xf32>
  return %y : f32
}

// -----

// A loop over blocks carries the value; the block behind it needs no argument.
// CHECK-LABEL: func.func @loop
// CHECK-SAME:    (%[[N:.*]]: i32)
// CHECK:         %[[Z:.*]] = arith.constant 0 : i32
// CHECK:         cf.br ^[[HEAD:.*]](%[[Z]] : i32)
// CHECK:       ^[[HEAD]](%[[V:.*]]: i32):
// CHECK-NEXT:    %[[W:.*]] = arith.addi %[[V]], %[[N]]
// CHECK-NEXT:    arith.cmpi
// CHECK-NEXT:    cf.cond_br %{{.*}}, ^[[HEAD]](%[[W]] : i32), ^[[END:[a-z0-9]+]]
// CHECK:       ^[[END]]:
// CHECK-NEXT:    return %[[W]]
func.func @loop(%n: i32) -> i32 {
  %z = arith.constant 0 : i32
  %a = memref.alloca() : memref<i32>
  memref.store %z, %a[] : memref<i32>
  cf.br ^head
^head:
  %v = memref.load %a[] : memref<i32>
  %w = arith.addi %v, %n : i32
  memref.store %w, %a[] : memref<i32>
  %c = arith.cmpi slt, %w, %n : i32
  cf.cond_br %c, ^head, ^end
^end:
  %r = memref.load %a[] : memref<i32>
  return %r : i32
}

// -----

// Two paths meet; one of them never writes the second memory.
// CHECK-LABEL: func.func private @meet
// CHECK-SAME:    (%[[C:.*]]: i1, %[[X:.*]]: i32, %[[Y:.*]]: i32)
// CHECK:         %[[P:.*]] = ub.poison : i32
// CHECK:         cf.cond_br %[[C]], ^[[THEN:.*]], ^[[END:.*]](%[[X]], %[[P]] : i32, i32)
// CHECK:       ^[[THEN]]:
// CHECK:         cf.br ^[[END]](%[[Y]], %[[Y]] : i32, i32)
// CHECK:       ^[[END]](%[[A:.*]]: i32, %[[B:.*]]: i32):
// CHECK-NEXT:    return %[[A]], %[[B]]
func.func private @meet(%c: i1, %x: i32, %y: i32) -> (i32, i32) {
  %a = memref.alloca() : memref<i32>
  %b = memref.alloca() : memref<i32>
  memref.store %x, %a[] : memref<i32>
  cf.cond_br %c, ^then, ^end
^then:
  memref.store %y, %a[] : memref<i32>
  %ya = memref.load %a[] : memref<i32>
  memref.store %ya, %b[] : memref<i32>
  cf.br ^end
^end:
  %r = memref.load %a[] : memref<i32>
  %s = memref.load %b[] : memref<i32>
  return %r, %s : i32, i32
}

// -----

// Memory that is passed on, holds more, or is written inside a condition.
// CHECK-LABEL: func.func @declines
// CHECK-COUNT-3: memref.alloca
func.func private @seen(memref<i32>)
func.func @declines(%c: i1, %x: i32, %i: index) -> (i32, i32) {
  %passed = memref.alloca() : memref<i32>
  %large = memref.alloca() : memref<2xi32>
  %inside = memref.alloca() : memref<i32>
  func.call @seen(%passed) : (memref<i32>) -> ()
  memref.store %x, %large[%i] : memref<2xi32>
  memref.store %x, %inside[] : memref<i32>
  scf.if %c {
    memref.store %x, %inside[] : memref<i32>
  }
  %r = memref.load %large[%i] : memref<2xi32>
  %s = memref.load %inside[] : memref<i32>
  return %r, %s : i32, i32
}

// -----

// CHECK-LABEL: func.func @already_done
// CHECK-NEXT:    return
func.func @already_done(%x: i32) -> i32 {
  return %x : i32
}
