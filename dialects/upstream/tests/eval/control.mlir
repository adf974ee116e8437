// Loops and conditionals. Every function without arguments is also run by mlir-runner.

// CALL: @sum_of_squares(5) == 55
func.func @sum_of_squares(%n: index) -> index {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %sum = scf.for %i = %zero to %n step %one iter_args(%acc = %zero) -> (index) {
    %next = arith.addi %i, %one : index
    %square = arith.muli %next, %next : index
    %total = arith.addi %acc, %square : index
    scf.yield %total : index
  }
  // No return is written as index by mlir-runner.
  %narrow = arith.addi %zero, %sum : index
  return %narrow : index
}

// Swapping iteration arguments needs both old values.
// CALL: @fibonacci() == 55
func.func @fibonacci() -> i64 {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %ten = arith.constant 10 : index
  %a0 = arith.constant 0 : i64
  %b0 = arith.constant 1 : i64
  %r:2 = scf.for %i = %zero to %ten step %one iter_args(%a = %a0, %b = %b0) -> (i64, i64) {
    %c = arith.addi %a, %b : i64
    scf.yield %b, %c : i64, i64
  }
  return %r#0 : i64
}

// CALL: @rotate() == 231
func.func @rotate() -> i64 {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %four = arith.constant 4 : index
  %c1 = arith.constant 1 : i64
  %c2 = arith.constant 2 : i64
  %c3 = arith.constant 3 : i64
  %r:3 = scf.for %i = %zero to %four step %one iter_args(%a = %c1, %b = %c2, %c = %c3) -> (i64, i64, i64) {
    scf.yield %b, %c, %a : i64, i64, i64
  }
  %c10 = arith.constant 10 : i64
  %x = arith.muli %r#0, %c10 : i64
  %y = arith.addi %x, %r#1 : i64
  %z = arith.muli %y, %c10 : i64
  %w = arith.addi %z, %r#2 : i64
  return %w : i64
}

// Steps of the Collatz sequence of 27.
// CALL: @collatz() == 111
func.func @collatz() -> i64 {
  %n0 = arith.constant 27 : i64
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %two = arith.constant 2 : i64
  %three = arith.constant 3 : i64
  %r:2 = scf.while (%n = %n0, %steps = %zero) : (i64, i64) -> (i64, i64) {
    %go = arith.cmpi ne, %n, %one : i64
    scf.condition(%go) %n, %steps : i64, i64
  } do {
  ^bb0(%n: i64, %steps: i64):
    %odd = arith.andi %n, %one : i64
    %is_odd = arith.cmpi eq, %odd, %one : i64
    %next = scf.if %is_odd -> (i64) {
      %t = arith.muli %n, %three : i64
      %u = arith.addi %t, %one : i64
      scf.yield %u : i64
    } else {
      %h = arith.divui %n, %two : i64
      scf.yield %h : i64
    }
    %more = arith.addi %steps, %one : i64
    scf.yield %next, %more : i64, i64
  }
  return %r#1 : i64
}

// CALL: @unstructured() == 45
func.func @unstructured() -> i64 {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %ten = arith.constant 10 : i64
  cf.br ^head(%zero, %zero : i64, i64)
^head(%i: i64, %sum: i64):
  %go = arith.cmpi slt, %i, %ten : i64
  cf.cond_br %go, ^body, ^exit(%sum : i64)
^body:
  %more = arith.addi %sum, %i : i64
  %next = arith.addi %i, %one : i64
  cf.br ^head(%next, %more : i64, i64)
^exit(%result: i64):
  return %result : i64
}

// CALL: @parallel_reduction() == 140
func.func @parallel_reduction() -> i64 {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %eight = arith.constant 8 : index
  %init = arith.constant 0 : i64
  %sum = scf.parallel (%i) = (%zero) to (%eight) step (%one) init (%init) -> i64 {
    %square = arith.muli %i, %i : index
    %wide = arith.index_cast %square : index to i64
    scf.reduce(%wide : i64) {
    ^bb0(%a: i64, %b: i64):
      %c = arith.addi %a, %b : i64
      scf.reduce.return %c : i64
    }
  }
  return %sum : i64
}

// CALL: @switch() == 321
func.func @switch() -> i64 {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %three = arith.constant 3 : index
  %init = arith.constant 0 : i64
  %ten = arith.constant 10 : i64
  %r = scf.for %i = %zero to %three step %one iter_args(%acc = %init) -> (i64) {
    %digit = scf.index_switch %i -> i64
    case 0 {
      %d = arith.constant 3 : i64
      scf.yield %d : i64
    }
    case 1 {
      %d = arith.constant 2 : i64
      scf.yield %d : i64
    }
    default {
      %d = arith.constant 1 : i64
      scf.yield %d : i64
    }
    %shifted = arith.muli %acc, %ten : i64
    %next = arith.addi %shifted, %digit : i64
    scf.yield %next : i64
  }
  return %r : i64
}

func.func private @ackermann(%m: i64, %n: i64) -> i64 {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %m_is_0 = arith.cmpi eq, %m, %zero : i64
  %r = scf.if %m_is_0 -> (i64) {
    %next = arith.addi %n, %one : i64
    scf.yield %next : i64
  } else {
    %less = arith.subi %m, %one : i64
    %n_is_0 = arith.cmpi eq, %n, %zero : i64
    %inner = scf.if %n_is_0 -> (i64) {
      scf.yield %one : i64
    } else {
      %fewer = arith.subi %n, %one : i64
      %t = func.call @ackermann(%m, %fewer) : (i64, i64) -> i64
      scf.yield %t : i64
    }
    %u = func.call @ackermann(%less, %inner) : (i64, i64) -> i64
    scf.yield %u : i64
  }
  return %r : i64
}

// CALL: @calls() == 9
func.func @calls() -> i64 {
  %two = arith.constant 2 : i64
  %three = arith.constant 3 : i64
  %f = func.constant @ackermann : (i64, i64) -> i64
  %r = func.call_indirect %f(%two, %three) : (i64, i64) -> i64
  return %r : i64
}

// TRAP: @asserts() assertion failed: never
func.func @asserts() {
  %false = arith.constant false
  cf.assert %false, "never"
  return
}
