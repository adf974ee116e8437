// RUN: terrace opt %s -p inline{max-ops=4} --split-input-file | FileCheck %s

// Two levels of calls disappear, and so do the private functions.
// CHECK-NOT:   @double
// CHECK-NOT:   @quadruple
// CHECK-LABEL: func.func @fires
// CHECK-SAME:    (%[[X:.*]]: i32)
// CHECK-NEXT:    %[[D:.*]] = arith.addi %[[X]], %[[X]] : i32
// CHECK-NEXT:    %[[Q:.*]] = arith.addi %[[D]], %[[D]] : i32
// CHECK-NEXT:    return %[[Q]] : i32
func.func private @double(%x: i32) -> i32 {
  %r = arith.addi %x, %x : i32
  return %r : i32
}
func.func private @quadruple(%x: i32) -> i32 {
  %d = call @double(%x) : (i32) -> i32
  %q = call @double(%d) : (i32) -> i32
  return %q : i32
}
func.func @fires(%x: i32) -> i32 {
  %r = call @quadruple(%x) : (i32) -> i32
  return %r : i32
}

// -----

// A callee of several blocks splits the block it is called from.
// CHECK-LABEL: func.func @blocks
// CHECK-SAME:    (%[[X:.*]]: i32, %[[C:.*]]: i1)
// CHECK:         cf.cond_br %[[C]], ^[[T:.*]], ^[[E:.*]]
// CHECK:       ^[[T]]:
// CHECK:         cf.br ^[[AFTER:.*]](%[[X]] : i32)
// CHECK:       ^[[E]]:
// CHECK:         %[[N:.*]] = arith.addi
// CHECK:         cf.br ^[[AFTER]](%[[N]] : i32)
// CHECK:       ^[[AFTER]](%[[R:.*]]: i32):
// CHECK:         arith.muli %[[R]], %[[R]]
func.func private @choose(%x: i32, %c: i1) -> i32 {
  cf.cond_br %c, ^then, ^else
^then:
  return %x : i32
^else:
  %n = arith.addi %x, %x : i32
  return %n : i32
}
func.func @blocks(%x: i32, %c: i1) -> i32 {
  %r = call @choose(%x, %c) : (i32, i1) -> i32
  %s = arith.muli %r, %r : i32
  return %s : i32
}

// -----

// Recursion, declarations, `no_inline` and large functions that others may call stay calls.
// CHECK-LABEL: func.func @declines
// CHECK:         call @forever
// CHECK:         call @elsewhere
// CHECK:         call @kept
// CHECK:         call @large
func.func private @forever() {
  call @forever() : () -> ()
  return
}
func.func private @elsewhere()
func.func private @kept() attributes {no_inline} {
  return
}
func.func @large(%x: i32) -> i32 {
  %a = arith.addi %x, %x : i32
  %b = arith.addi %a, %a : i32
  %c = arith.addi %b, %b : i32
  %d = arith.addi %c, %c : i32
  return %d : i32
}
func.func @declines(%x: i32) -> i32 {
  call @forever() : () -> ()
  call @elsewhere() : () -> ()
  call @kept() : () -> ()
  %r = call @large(%x) : (i32) -> i32
  return %r : i32
}

// -----

// CHECK-LABEL: func.func @already_done
// CHECK-NEXT:    return
func.func @already_done() {
  return
}

// -----

// What is a symbol of affine accesses at the top of its function would be none inside a loop.
// CHECK-LABEL: func.func @nested
// CHECK:         call @symbol
// CHECK-LABEL: func.func @top
// CHECK-NOT:     call
// CHECK:         affine.load
func.func @symbol(%i: index, %m: memref<4xf32>) -> f32 {
  %n = index.remu %i, %i
  %x = affine.load %m[%n] : memref<4xf32>
  return %x : f32
}

func.func @nested(%i: index, %c: i1, %m: memref<4xf32>) {
  scf.if %c {
    %x = func.call @symbol(%i, %m) : (index, memref<4xf32>) -> f32
    memref.store %x, %m[%i] : memref<4xf32>
  }
  return
}

func.func @top(%i: index, %m: memref<4xf32>) -> f32 {
  %x = func.call @symbol(%i, %m) : (index, memref<4xf32>) -> f32
  return %x : f32
}
