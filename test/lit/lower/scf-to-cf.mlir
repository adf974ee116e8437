// RUN: terrace opt %s -p convert-scf-to-cf --check-each --split-input-file | FileCheck %s
// RUN: terrace opt %s -p convert-scf-to-cf,canonicalize --check-each --split-input-file -o %t

// The block in front of the body compares, and carries what the loop carries.
// CHECK-LABEL: func.func @fires
// CHECK-SAME:    (%[[N:.*]]: index, %[[X:.*]]: i32)
// CHECK:         cf.br ^[[HEAD:.*]](%{{.*}}, %[[X]] : index, i32)
// CHECK:       ^[[HEAD]](%[[I:.*]]: index, %[[A:.*]]: i32):
// CHECK-NEXT:    %[[C:.*]] = arith.cmpi slt, %[[I]], %[[N]]
// CHECK-NEXT:    cf.cond_br %[[C]], ^[[BODY:.*]], ^[[END:[a-z0-9]+]]
// CHECK:       ^[[BODY]]:
// CHECK-NEXT:    %[[S:.*]] = arith.addi %[[A]], %[[A]]
// CHECK-NEXT:    %[[NEXT:.*]] = arith.addi %[[I]]
// CHECK-NEXT:    cf.br ^[[HEAD]](%[[NEXT]], %[[S]] : index, i32)
// CHECK:       ^[[END]]:
// CHECK-NEXT:    return %[[A]]
func.func @fires(%n: index, %x: i32) -> i32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (i32) {
    %s = arith.addi %a, %a : i32
    scf.yield %s : i32
  }
  return %r : i32
}

// -----

// A loop in a condition in a loop, from the inside out.
// CHECK-LABEL: func.func @nested
// CHECK-NOT:     scf.
// CHECK:         return
func.func @nested(%c: i1, %x: i32) -> i32 {
  %c10 = arith.constant 10 : i32
  %r = scf.while (%a = %x) : (i32) -> i32 {
    %l = arith.cmpi slt, %a, %c10 : i32
    scf.condition(%l) %a : i32
  } do {
  ^bb0(%b: i32):
    %n = scf.if %c -> i32 {
      %k = scf.execute_region -> i32 {
        %d = arith.addi %c10, %c10 : i32
        scf.yield %d : i32
      }
      scf.yield %k : i32
    } else {
      scf.yield %c10 : i32
    }
    scf.yield %n : i32
  }
  scf.if %c {
    scf.yield
  }
  return %r : i32
}

// -----

// CHECK-LABEL: func.func @already_done
// CHECK-NEXT:    cf.br ^[[B:.*]]
func.func @already_done() {
  cf.br ^next
^next:
  return
}
