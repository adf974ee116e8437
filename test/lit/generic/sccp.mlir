// RUN: terrace opt %s -p sccp --split-input-file | FileCheck %s

// The argument is 1 on the way in and stays 1 around the loop, because the branch that would
// change it is never taken. Folding alone cannot see that.
// CHECK-LABEL: func.func @fires
// CHECK:         %[[ONE:.*]] = arith.constant 1 : i32
// CHECK:         return %[[ONE]] : i32
func.func @fires(%c: i1) -> i32 {
  %one = arith.constant 1 : i32
  cf.br ^loop(%one : i32)
^loop(%x: i32):
  %is_one = arith.cmpi eq, %x, %one : i32
  cf.cond_br %is_one, ^stay, ^change
^stay:
  cf.cond_br %c, ^loop(%x : i32), ^end
^change:
  %other = arith.constant 2 : i32
  cf.br ^loop(%other : i32)
^end:
  return %x : i32
}

// -----

// Both values come through.
// CHECK-LABEL: func.func @declines
// CHECK:       ^{{.*}}(%[[X:.*]]: i32):
// CHECK-NEXT:    return %[[X]] : i32
func.func @declines(%c: i1) -> i32 {
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  cf.cond_br %c, ^end(%one : i32), ^end(%two : i32)
^end(%x: i32):
  return %x : i32
}

// -----

// CHECK-LABEL: func.func @already_done
// CHECK-NEXT:    %[[ONE:.*]] = arith.constant 1 : i32
// CHECK-NEXT:    return %[[ONE]] : i32
func.func @already_done() -> i32 {
  %one = arith.constant 1 : i32
  return %one : i32
}

// -----

// What a structured loop carries round is the constant it starts with.
// CHECK-LABEL: func.func @carried
// CHECK:         %[[ONE:.*]] = arith.constant 1 : i32
// CHECK:         scf.for
// CHECK:           func.call @use(%[[ONE]])
// CHECK:         return %[[ONE]] : i32
func.func private @use(i32)
func.func @carried(%n: index) -> i32 {
  %zero = arith.constant 0 : index
  %step = arith.constant 1 : index
  %one = arith.constant 1 : i32
  %r = scf.for %i = %zero to %n step %step iter_args(%x = %one) -> i32 {
    func.call @use(%x) : (i32) -> ()
    %square = arith.muli %x, %x : i32
    scf.yield %square : i32
  }
  return %r : i32
}

// -----

// One branch gives another constant than the other.
// CHECK-LABEL: func.func @either
// CHECK:         %[[R:.*]] = scf.if
// CHECK:         return %[[R]] : i32
func.func @either(%c: i1) -> i32 {
  %r = scf.if %c -> i32 {
    %one = arith.constant 1 : i32
    scf.yield %one : i32
  } else {
    %two = arith.constant 2 : i32
    scf.yield %two : i32
  }
  return %r : i32
}
