// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// CHECK-LABEL: func.func @loops
func.func @loops(%lb: index, %ub: index, %step: index, %x: f32, %i: i32) -> (f32, i32) {
  // CHECK: scf.for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}} {
  scf.for %k = %lb to %ub step %step {
  }
  // CHECK: scf.for %{{.*}} = {{.*}} iter_args(%{{.*}} = %{{.*}}, %{{.*}} = %{{.*}}) -> (f32, i32)
  %r:2 = scf.for %k = %lb to %ub step %step iter_args(%a = %x, %b = %i) -> (f32, i32) {
    scf.yield %a, %b : f32, i32
  } {note = "kept"}
  // CHECK: scf.for unsigned %{{.*}} : i32
  scf.for unsigned %k = %i to %i step %i : i32 {
    %u_k = arith.constant 1 : i32
  }
  return %r#0, %r#1 : f32, i32
}

// CHECK-LABEL: func.func @conditions
func.func @conditions(%c: i1, %x: f32, %y: f32, %n: index) -> f32 {
  // CHECK: scf.if %{{.*}} {
  scf.if %c {
    %u_x = arith.constant 1 : i32
  }
  scf.if %c {
  } else {
    %u_y = arith.constant 1 : i32
  }
  // CHECK: scf.if %{{.*}} -> (f32) {
  %r = scf.if %c -> (f32) {
    scf.yield %x : f32
  } else {
    scf.yield %y : f32
  }
  // CHECK:      scf.index_switch %{{.*}} -> f32
  // CHECK-NEXT: case 2 {
  // CHECK:      case -5 {
  // CHECK:      default {
  %s = scf.index_switch %n -> f32
  case 2 {
    scf.yield %x : f32
  }
  case -5 {
    scf.yield %y : f32
  }
  default {
    scf.yield %r : f32
  }
  scf.index_switch %n
  case 1 {
    %u_n = arith.constant 1 : i32
    scf.yield
  }
  default {
  }
  return %s : f32
}

// CHECK-LABEL: func.func @whiles
func.func @whiles(%x: f32, %c: i1) -> f32 {
  // CHECK: scf.while (%{{.*}} = %{{.*}}) : (f32) -> f32 {
  %r = scf.while (%a = %x) : (f32) -> f32 {
    // CHECK: scf.condition(%{{.*}}) %{{.*}} : f32
    scf.condition(%c) %a : f32
  } do {
  ^bb0(%b: f32):
    scf.yield %b : f32
  } attributes {note}
  scf.while : () -> () {
    scf.condition(%c)
  } do {
    scf.yield
  }
  return %r : f32
}

// CHECK-LABEL: func.func @parallels
func.func @parallels(%a: index, %b: index, %x: f32, %t: tensor<8xf32>) -> (f32, tensor<8xf32>) {
  // CHECK: scf.parallel (%{{.*}}, %{{.*}}) = (%{{.*}}, %{{.*}}) to (%{{.*}}, %{{.*}}) step (%{{.*}}, %{{.*}}) {
  scf.parallel (%i, %j) = (%a, %a) to (%b, %b) step (%a, %b) {
    scf.reduce
  }
  %r = scf.parallel (%i) = (%a) to (%b) step (%b) init (%x) -> f32 {
    // CHECK: scf.reduce(%{{.*}} : f32) {
    scf.reduce(%x : f32) {
    ^bb0(%l: f32, %m: f32):
      %s = arith.addf %l, %m : f32
      // CHECK: scf.reduce.return %{{.*}} : f32
      scf.reduce.return %s : f32
    }
  }
  // CHECK: scf.forall (%{{.*}}, %{{.*}}) in (%{{.*}}, 4) {
  scf.forall (%i, %j) in (%b, 4) {
    %sum = arith.addi %i, %j : index
  }
  // CHECK: scf.forall (%{{.*}}) = (%{{.*}}) to (32) step (2) shared_outs(%{{.*}} = %{{.*}}) -> (tensor<8xf32>)
  %u = scf.forall (%i) = (%a) to (32) step (2) shared_outs(%o = %t) -> (tensor<8xf32>) {
    // CHECK: scf.forall.in_parallel {
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %t into %o[%i] [8] [1] : tensor<8xf32> into tensor<8xf32>
    }
  }
  return %r, %u : f32, tensor<8xf32>
}

// CHECK-LABEL: func.func @executes
func.func @executes(%c: i1, %x: f32) -> f32 {
  // CHECK: scf.execute_region -> f32 {
  %r = scf.execute_region -> f32 {
    cf.cond_br %c, ^bb1, ^bb2
  ^bb1:
    scf.yield %x : f32
  ^bb2:
    scf.yield %x : f32
  }
  // CHECK: scf.execute_region no_inline {
  scf.execute_region no_inline {
    scf.yield
  }
  return %r : f32
}
