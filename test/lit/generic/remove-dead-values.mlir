// RUN: terrace opt %s -p remove-dead-values --split-input-file --allow-unregistered-dialect | FileCheck %s

// The second argument and the first result go round a recursion and nowhere else.
// CHECK-LABEL: func.func private @recursive
// CHECK-SAME:    (%[[N:.*]]: i32 {test.n}, %[[STOP:.*]]: i1) -> i32
// CHECK:         cf.cond_br %[[STOP]], ^[[END:.*]](%[[N]] : i32), ^[[REST:.*]]
// CHECK:       ^[[REST]]:
// CHECK-NEXT:    %[[R:.*]] = {{.*}}call @recursive(%[[N]], %[[STOP]]) : (i32, i1) -> i32
// CHECK-NEXT:    cf.br ^[[END]](%[[R]] : i32)
// CHECK:       ^[[END]](%[[X:.*]]: i32):
// CHECK-NEXT:    return %[[X]] : i32
func.func private @recursive(%n: i32 {test.n}, %dead: i32, %stop: i1) -> (i32, i32) {
  cf.cond_br %stop, ^end(%dead, %n : i32, i32), ^rest
^rest:
  %sum = arith.addi %dead, %n : i32
  %r:2 = func.call @recursive(%n, %sum, %stop) : (i32, i32, i1) -> (i32, i32)
  cf.br ^end(%r#0, %r#1 : i32, i32)
^end(%a: i32, %b: i32):
  return %a, %b : i32, i32
}

// CHECK-LABEL: func.func @calls
// CHECK-NEXT:    %[[R:.*]] = {{.*}}call @recursive(%{{.*}}, %{{.*}}) : (i32, i1) -> i32
// CHECK-NEXT:    return %[[R]] : i32
func.func @calls(%n: i32, %stop: i1) -> i32 {
  %double = arith.addi %n, %n : i32
  %r:2 = call @recursive(%n, %double, %stop) : (i32, i32, i1) -> (i32, i32)
  return %r#1 : i32
}

// -----

// What a loop carries for nobody is not carried; the loop stays for what it writes.
// CHECK-LABEL: func.func @loop
// CHECK:         scf.for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}} {
// CHECK-NEXT:      memref.store
// CHECK-NEXT:    }
func.func @loop(%m: memref<8xi32>, %n: index, %x: i32) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %r = scf.for %i = %zero to %n step %one iter_args(%a = %x) -> i32 {
    memref.store %x, %m[%i] : memref<8xi32>
    %next = arith.muli %a, %a : i32
    scf.yield %next : i32
  }
  return
}

// -----

// The first argument goes round, with or without a use of the result.
// CHECK-LABEL: func.func @while
// CHECK:         %[[R:.*]] = scf.while (%[[A:.*]] = %{{.*}}) : (i32) -> i32 {
// CHECK:           scf.condition(%{{.*}}) %[[A]] : i32
// CHECK:         return %[[R]] : i32
func.func @while(%x: i32, %y: i32) -> i32 {
  %r:2 = scf.while (%a = %x, %b = %y) : (i32, i32) -> (i32, i32) {
    %goes_on = arith.cmpi slt, %b, %x : i32
    scf.condition(%goes_on) %a, %b : i32, i32
  } do {
  ^bb0(%a: i32, %b: i32):
    %next_a = arith.addi %a, %b : i32
    %next_b = arith.muli %b, %b : i32
    scf.yield %next_a, %next_b : i32, i32
  }
  return %r#1 : i32
}

// -----

// A condition that writes nothing and gives nothing that is needed is not asked.
// CHECK-LABEL: func.func @whole_operation
// CHECK-NEXT:    return
func.func @whole_operation(%c: i1, %x: i32) {
  %r = scf.if %c -> i32 {
    %square = arith.muli %x, %x : i32
    scf.yield %square : i32
  } else {
    scf.yield %x : i32
  }
  %twice = arith.addi %r, %r : i32
  return
}

// -----

// One of two results goes, in both branches.
// CHECK-LABEL: func.func @one_of_two
// CHECK-SAME:    (%[[C:.*]]: i1, %[[X:.*]]: i32)
// CHECK-NEXT:    %[[R:.*]] = scf.if %[[C]] -> (i32) {
// CHECK-NEXT:      scf.yield %[[X]] : i32
// CHECK-NEXT:    } else {
// CHECK-NEXT:      %[[S:.*]] = arith.muli %[[X]], %[[X]] : i32
// CHECK-NEXT:      scf.yield %[[S]] : i32
// CHECK-NEXT:    }
// CHECK-NEXT:    return %[[R]] : i32
func.func @one_of_two(%c: i1, %x: i32) -> i32 {
  %r:2 = scf.if %c -> (i32, i32) {
    %twice = arith.addi %x, %x : i32
    scf.yield %twice, %x : i32, i32
  } else {
    %square = arith.muli %x, %x : i32
    scf.yield %square, %square : i32, i32
  }
  return %r#1 : i32
}

// -----

// Public, named by something other than a call, or declared: signatures stay, what is inside goes.
// CHECK-LABEL: func.func @public(%{{.*}}: i32) -> i32
// CHECK-NEXT:    %[[ONE:.*]] = arith.constant 1 : i32
// CHECK-NEXT:    return %[[ONE]] : i32
func.func @public(%x: i32) -> i32 {
  %square = arith.muli %x, %x : i32
  %one = arith.constant 1 : i32
  return %one : i32
}

// CHECK: func.func private @named(%{{.*}}: i32) -> i32
func.func private @named(%x: i32) -> i32 {
  return %x : i32
}

// CHECK: func.func private @declared(i32) -> i32
func.func private @declared(i32) -> i32

// CHECK-LABEL: func.func @uses
// CHECK-NEXT:    call @declared(%{{.*}}) : (i32) -> i32
// CHECK-NEXT:    call @named(%{{.*}}) : (i32) -> i32
// CHECK-NEXT:    constant @named
func.func @uses(%x: i32) -> ((i32) -> i32) {
  %a = call @declared(%x) : (i32) -> i32
  %b = call @named(%x) : (i32) -> i32
  %f = constant @named : (i32) -> i32
  return %f : (i32) -> i32
}

// -----

// Of an operation that is not known, everything is needed.
// CHECK-LABEL: func.func @unknown
// CHECK:         %[[S:.*]] = arith.muli
// CHECK-NEXT:    "test.keep"(%[[S]])[^[[TO:.*]]] : (i32) -> ()
// CHECK:       ^[[TO]](%{{.*}}: i32):
func.func @unknown(%x: i32) {
  %square = arith.muli %x, %x : i32
  "test.keep"(%square)[^to] : (i32) -> ()
^to(%y: i32):
  return
}

// -----

// CHECK-LABEL: func.func @already_done
// CHECK-NEXT:    return %{{.*}} : i32
func.func @already_done(%x: i32) -> i32 {
  return %x : i32
}
