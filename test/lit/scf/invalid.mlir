// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A condition with results needs both branches.
func.func @f(%c: i1) {
  // expected-error@+1 {{SCF005}}
  "scf.if"(%c) ({
    %x = arith.constant 1 : i32
    scf.yield %x : i32
  }, {}) : (i1) -> i32
  return
}

// -----

// What a branch yields is what the condition gives.
func.func @f(%c: i1, %x: i64) {
  // expected-error@+1 {{SCF002}}
  %0 = scf.if %c -> (i32) {
    scf.yield %x : i64
  } else {
    %y = arith.constant 1 : i32
    scf.yield %y : i32
  }
  return
}

// -----

// The loop passes its counter and nothing else.
func.func @f(%i: index) {
  // expected-error@+1 {{SCF003}}
  "scf.for"(%i, %i, %i) ({
  ^bb0(%k: index, %x: i32):
    scf.yield
  }) : (index, index, index) -> ()
  return
}

// -----

// A carried value keeps its type.
func.func @f(%i: index, %x: i32) {
  // expected-error@+1 {{SCF004}}
  %0 = "scf.for"(%i, %i, %i, %x) ({
  ^bb0(%k: index, %y: i32):
    scf.yield %y : i32
  }) : (index, index, index, i32) -> i64
  return
}

// -----

// No loop at all.
func.func @f() {
  // expected-error@+1 {{SCF006}}
  "scf.parallel"() <{operandSegmentSizes = array<i32: 0, 0, 0, 0>}> ({
    scf.reduce
  }) : () -> ()
  return
}

// -----

// A loop that would never end.
func.func @f(%i: index) {
  %zero = arith.constant 0 : index
  // expected-error@+1 {{SCF007}}
  scf.parallel (%k) = (%i) to (%i) step (%zero) {
  }
  return
}

// -----

// One value to reduce, no way how.
func.func @f(%i: index, %x: f32) {
  %0 = scf.parallel (%k) = (%i) to (%i) step (%i) init (%x) -> f32 {
    // expected-error@+1 {{SCF008}}
    "scf.reduce"(%x) : (f32) -> ()
  }
  return
}

// -----

// Nothing to execute.
func.func @f() {
  // expected-error@+1 {{SCF009}}
  "scf.execute_region"() ({}) : () -> ()
  return
}

// -----

// Two cases, one region.
func.func @f(%i: index) {
  // expected-error@+1 {{SCF010}}
  "scf.index_switch"(%i) <{cases = array<i64: 1, 2>}> ({
    scf.yield
  }, {
    scf.yield
  }) : (index) -> ()
  return
}

// -----

// A case twice.
func.func @f(%i: index) {
  // expected-error@+1 {{SCF011}}
  scf.index_switch %i
  case 1 {
    scf.yield
  }
  case 1 {
    scf.yield
  }
  default {
  }
  return
}

// -----

// The condition ends the first region.
func.func @f() {
  // expected-error@+1 {{SCF001}}
  scf.while : () -> () {
    scf.yield
  } do {
    scf.yield
  }
  return
}

// -----

// The end of a parallel loop only inserts.
func.func @f(%t: tensor<8xf32>, %n: index) {
  %0 = scf.forall (%i) in (%n) shared_outs(%o = %t) -> (tensor<8xf32>) {
    // expected-error@+1 {{SCF012}}
    scf.forall.in_parallel {
      %c = arith.constant 1 : index
    }
  }
  return
}
