// RUN: terrace opt %s -p control-flow-sink --check-each --split-input-file | FileCheck %s

// What one branch alone uses goes there with all that only it needs.
// CHECK-LABEL: func.func @fires
// CHECK-SAME:    (%[[C:.*]]: i1, %[[X:.*]]: i32)
// CHECK-NEXT:    scf.if
// CHECK-NEXT:      %[[A:.*]] = arith.addi %[[X]], %[[X]]
// CHECK-NEXT:      %[[B:.*]] = arith.muli %[[A]], %[[A]]
// CHECK-NEXT:      scf.yield %[[B]]
func.func @fires(%c: i1, %x: i32) -> i32 {
  %a = arith.addi %x, %x : i32
  %b = arith.muli %a, %a : i32
  %r = scf.if %c -> i32 {
    scf.yield %b : i32
  } else {
    scf.yield %x : i32
  }
  return %r : i32
}

// -----

// Neither what both branches use, nor into a loop, nor over a write.
// CHECK-LABEL: func.func @declines
// CHECK:         arith.addi
// CHECK-NEXT:    memref.load
// CHECK-NEXT:    arith.muli
// CHECK-NEXT:    scf.if
func.func @declines(%c: i1, %x: i32, %m: memref<4xi32>, %i: index) -> i32 {
  %both = arith.addi %x, %x : i32
  %read = memref.load %m[%i] : memref<4xi32>
  %looped = arith.muli %x, %x : i32
  %r = scf.if %c -> i32 {
    memref.store %x, %m[%i] : memref<4xi32>
    %s = arith.addi %both, %read : i32
    scf.yield %s : i32
  } else {
    scf.yield %both : i32
  }
  scf.for %k = %i to %i step %i {
    memref.store %looped, %m[%k] : memref<4xi32>
  }
  return %r : i32
}

// -----

// CHECK-LABEL: func.func @already_done
// CHECK:         scf.if
// CHECK-NEXT:      arith.addi
func.func @already_done(%c: i1, %x: i32) -> i32 {
  %r = scf.if %c -> i32 {
    %a = arith.addi %x, %x : i32
    scf.yield %a : i32
  } else {
    scf.yield %x : i32
  }
  return %r : i32
}

// -----

// An index of affine accesses stays where it is a symbol.
// CHECK-LABEL: func.func @symbol
// CHECK:         index.remu
// CHECK-NEXT:    scf.if
func.func @symbol(%x: f32, %c: i1, %i: index, %m: memref<4xf32>) {
  %n = index.remu %i, %i
  scf.if %c {
    affine.store %x, %m[%n] : memref<4xf32>
  }
  return
}
