// RUN: terrace opt %s -p dce --split-input-file | FileCheck %s

// A sum that goes around a loop and is never looked at goes away with its block argument.
// CHECK-LABEL: func.func @fires
// CHECK:         cf.br ^[[LOOP:.*]]
// CHECK:       ^[[LOOP]]:
// CHECK-NOT:     arith.addi
// CHECK:         cf.cond_br %{{.*}}, ^[[LOOP]], ^{{.*}}
func.func @fires(%c: i1, %x: i32) {
  cf.br ^loop(%x : i32)
^loop(%sum: i32):
  %next = arith.addi %sum, %x : i32
  cf.cond_br %c, ^loop(%next : i32), ^end
^end:
  return
}

// -----

// A store and what it needs stay, and so does a call.
// CHECK-LABEL: func.func @declines
// CHECK:         %[[V:.*]] = arith.addf
// CHECK:         memref.store %[[V]]
// CHECK:         call @effect
func.func private @effect() -> i32
func.func @declines(%m: memref<4xf32>, %i: index, %x: f32) {
  %v = arith.addf %x, %x : f32
  memref.store %v, %m[%i] : memref<4xf32>
  %unused = call @effect() : () -> i32
  return
}

// -----

// CHECK-LABEL: func.func @already_done
// CHECK:         %[[S:.*]] = arith.addi
// CHECK-NEXT:    return %[[S]]
func.func @already_done(%x: i32) -> i32 {
  %s = arith.addi %x, %x : i32
  return %s : i32
}

// -----

// The operands of a switch's cases are counted twice.
// CHECK-LABEL: func.func @switch
// CHECK:         cf.switch
// CHECK-NEXT:      default: ^[[D:[a-z0-9]*]](%{{.*}} : i32),
// CHECK-NEXT:      1: ^[[D]](%{{.*}} : i32),
// CHECK-NEXT:      2: ^{{[a-z0-9]+$}}
func.func @switch(%f: i32, %x: i32) -> i32 {
  cf.switch %f : i32, [
    default: ^used(%x : i32),
    1: ^used(%f : i32),
    2: ^unused(%x : i32)
  ]
^used(%y: i32):
  return %y : i32
^unused(%z: i32):
  return %x : i32
}
