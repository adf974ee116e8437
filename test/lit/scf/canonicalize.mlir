// RUN: terrace opt %s -p canonicalize --split-input-file | FileCheck %s

// Loops that run never or once are no loops.
// CHECK-LABEL: func.func @once(
// CHECK-NOT:   memref.store{{ }}
// CHECK-NOT:   scf.for{{ }}
// CHECK:       arith.addf
// CHECK:       return
func.func @once(%m: memref<?xf32>, %x: f32) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c4 to %c0 step %c1 {
    memref.store %x, %m[%i] : memref<?xf32>
  }
  %r = scf.for %i = %c1 to %c4 step %c4 iter_args(%a = %x) -> (f32) {
    %s = arith.addf %a, %x : f32
    scf.yield %s : f32
  }
  return %r : f32
}

// -----

// Carried values that do not change are not carried.
// CHECK-LABEL: func.func @invariant(
// CHECK:       scf.for
// CHECK:       memref.store
// CHECK:       arith.addf
// CHECK:       scf.yield
// CHECK:       return
func.func @invariant(%n: index, %x: f32, %y: f32, %m: memref<?xf32>) -> (f32, f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (f32, f32) {
    memref.store %a, %m[%i] : memref<?xf32>
    %s = arith.addf %a, %b : f32
    scf.yield %a, %s : f32, f32
  }
  return %r#0, %r#1 : f32, f32
}

// -----

// Conditions: known, negated, choosing between values.
// CHECK-LABEL: func.func @conditions(
// CHECK-NOT:   arith.xori{{ }}
// CHECK:       arith.select
// CHECK:       scf.if
// CHECK:       arith.mulf
// CHECK:       memref.store
// CHECK:       scf.yield
// CHECK:       arith.addf
// CHECK:       memref.store
// CHECK:       scf.yield
// CHECK:       return
func.func @conditions(%c: i1, %x: f32, %y: f32, %m: memref<f32>) -> (f32, f32) {
  %true = arith.constant true
  %a = scf.if %true -> (f32) {
    scf.yield %x : f32
  } else {
    scf.yield %y : f32
  }
  %b = scf.if %c -> (f32) {
    scf.yield %a : f32
  } else {
    scf.yield %y : f32
  }
  %n = arith.xori %c, %true : i1
  %d = scf.if %n -> (f32) {
    %p = arith.addf %x, %y : f32
    memref.store %p, %m[] : memref<f32>
    scf.yield %p : f32
  } else {
    %p = arith.mulf %x, %y : f32
    memref.store %p, %m[] : memref<f32>
    scf.yield %p : f32
  }
  return %b, %d : f32, f32
}

// -----

// Unused results and empty branches go.
// CHECK-LABEL: func.func @unused(
// CHECK:       scf.if
// CHECK:       memref.store
// CHECK:       return
func.func @unused(%c: i1, %x: f32, %m: memref<f32>) {
  %a = scf.if %c -> (f32) {
    memref.store %x, %m[] : memref<f32>
    scf.yield %x : f32
  } else {
    scf.yield %x : f32
  }
  return
}

// -----

// Nested conditions become one.
// CHECK-LABEL: func.func @nested(
// CHECK:       arith.andi
// CHECK:       scf.if
// CHECK:       memref.store
// CHECK:       return
func.func @nested(%c: i1, %d: i1, %x: f32, %m: memref<f32>) {
  scf.if %c {
    scf.if %d {
      memref.store %x, %m[] : memref<f32>
    }
  }
  return
}

// -----

// Neighbours with one condition become one.
// CHECK-LABEL: func.func @after(
// CHECK:       scf.if
// CHECK:       memref.store
// CHECK:       memref.store
// CHECK:       return
func.func @after(%c: i1, %x: f32, %y: f32, %m: memref<f32>) {
  scf.if %c {
    memref.store %x, %m[] : memref<f32>
  }
  scf.if %c {
    memref.store %y, %m[] : memref<f32>
  }
  return
}

// -----

// A region of one block is no region; a known case is the only one.
// CHECK-LABEL: func.func @straight(
// CHECK-NOT:   scf.execute_region{{ }}
// CHECK-NOT:   scf.index_switch{{ }}
// CHECK:       arith.addf
// CHECK:       return
func.func @straight(%x: f32, %y: f32) -> (f32, f32) {
  %c2 = arith.constant 2 : index
  %a = scf.execute_region -> f32 {
    %s = arith.addf %x, %y : f32
    scf.yield %s : f32
  }
  %b = scf.index_switch %c2 -> f32
  case 2 {
    scf.yield %x : f32
  }
  default {
    scf.yield %y : f32
  }
  return %a, %b : f32, f32
}

// -----

// In the body the condition holds; what nobody uses is neither carried nor passed on.
// CHECK-LABEL: func.func @while(
// CHECK:       %[[TRUE:.*]] = arith.constant true
// CHECK:       scf.while : () -> () {
// CHECK:         %[[C:.*]] = memref.load %m[]
// CHECK:         scf.condition(%[[C]])
// CHECK:         memref.store %[[TRUE]], %m[]
// CHECK-NEXT:    scf.yield
// CHECK:       return
func.func @while(%x: i32, %m: memref<i1>, %n: memref<i32>) {
  scf.while (%a = %x) : (i32) -> (i1, i32) {
    %c = memref.load %m[] : memref<i1>
    scf.condition(%c) %c, %a : i1, i32
  } do {
  ^bb0(%c: i1, %b: i32):
    memref.store %c, %m[] : memref<i1>
    %v = memref.load %n[] : memref<i32>
    scf.yield %v : i32
  }
  return
}

// -----

// CHECK-LABEL: func.func @conditions_together(
// CHECK:       %[[r:.+]]:2 = scf.if %c -> (i32, i32) {
// CHECK:         %[[a:.+]] = func.call @f(%x)
// CHECK:         %[[b:.+]] = func.call @f(%[[a]])
// CHECK:         scf.yield %[[a]], %[[b]]
// CHECK:       } else {
// CHECK:         scf.yield %x, %{{.+}}
// CHECK-NOT:   scf.if
func.func private @f(i32) -> i32
func.func @conditions_together(%c: i1, %x: i32) -> (i32, i32) {
  %0 = scf.if %c -> (i32) {
    %a = func.call @f(%x) : (i32) -> i32
    scf.yield %a : i32
  } else {
    scf.yield %x : i32
  }
  %1 = scf.if %c -> (i32) {
    %a = func.call @f(%0) : (i32) -> i32
    scf.yield %a : i32
  } else {
    %a = func.call @f(%0) : (i32) -> i32
    scf.yield %a : i32
  }
  return %0, %1 : i32, i32
}

// -----

// CHECK-LABEL: func.func @opposite_conditions(
// CHECK:       scf.if %c {
// CHECK-NEXT:    memref.store %x
// CHECK-NEXT:  } else {
// CHECK-NEXT:    memref.store %y
// CHECK-NEXT:  }
// CHECK-NEXT:  return
func.func @opposite_conditions(%c: i1, %m: memref<f32>, %x: f32, %y: f32) {
  %true = arith.constant true
  %not = arith.xori %c, %true : i1
  scf.if %c {
    memref.store %x, %m[] : memref<f32>
  }
  scf.if %not {
    memref.store %y, %m[] : memref<f32>
  }
  return
}

// -----

// CHECK-LABEL: func.func @nested_conditions(
// CHECK:       %[[both:.+]] = arith.andi %a, %b
// CHECK:       scf.if %[[both]] -> (i32)
// CHECK-NOT:   scf.if
func.func private @g() -> i32
func.func @nested_conditions(%a: i1, %b: i1, %x: i32) -> i32 {
  %0 = scf.if %a -> (i32) {
    %1 = scf.if %b -> (i32) {
      %2 = func.call @g() : () -> i32
      scf.yield %2 : i32
    } else {
      scf.yield %x : i32
    }
    scf.yield %1 : i32
  } else {
    scf.yield %x : i32
  }
  return %0 : i32
}

// -----

// Not doing it gives one value inside and another one outside.
// CHECK-LABEL: func.func @nested_conditions_that_differ(
// CHECK:       scf.if %a
// CHECK:       scf.if %b
func.func private @h() -> i32
func.func @nested_conditions_that_differ(%a: i1, %b: i1, %x: i32, %y: i32) -> i32 {
  %0 = scf.if %a -> (i32) {
    %1 = scf.if %b -> (i32) {
      %2 = func.call @h() : () -> i32
      scf.yield %2 : i32
    } else {
      scf.yield %y : i32
    }
    scf.yield %1 : i32
  } else {
    scf.yield %x : i32
  }
  return %0 : i32
}

// -----

// CHECK-LABEL: func.func @parallel_loops(
// CHECK:       scf.parallel (%i, %{{.+}}) = (%{{.+}}, %{{.+}}) to (%n, %m)
// CHECK:         memref.store %x, %t[%i, %{{.+}}, %{{.+}}]
// CHECK-NOT:   scf.parallel
func.func @parallel_loops(%n: index, %m: index, %t: memref<?x?x?xf32>, %x: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.parallel (%i, %once) = (%c0, %c0) to (%n, %c1) step (%c1, %c1) {
    scf.parallel (%j) = (%c0) to (%m) step (%c1) {
      memref.store %x, %t[%i, %j, %once] : memref<?x?x?xf32>
      scf.reduce
    }
    scf.reduce
  }
  return
}

// -----

// CHECK-LABEL: func.func @reduction_of_one_iteration(
// CHECK:       %[[r:.+]] = arith.subf %init, %x
// CHECK-NEXT:  return %[[r]]
func.func @reduction_of_one_iteration(%init: f32, %x: f32) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = scf.parallel (%i) = (%c0) to (%c1) step (%c1) init (%init) -> f32 {
    scf.reduce(%x : f32) {
    ^bb0(%a: f32, %b: f32):
      %s = arith.subf %a, %b : f32
      scf.reduce.return %s : f32
    }
  }
  return %0 : f32
}

// -----

// One iteration is its body, and what it puts together is inserted.
// CHECK-LABEL: func.func @one_parallel_iteration(
// CHECK-SAME:  %[[T:[^ ]*]]: tensor<8xf32>, %[[S:[^ ]*]]: tensor<2xf32>
// CHECK:       tensor.insert_slice %[[S]] into %[[T]][3] [2] [1]
// CHECK-NOT:   scf.forall
// CHECK:       return %{{.*}}, %[[T]]
func.func @one_parallel_iteration(%t: tensor<8xf32>, %s: tensor<2xf32>, %n: index)
    -> (tensor<8xf32>, tensor<8xf32>) {
  %0 = scf.forall (%i) = (3) to (4) step (2) shared_outs(%o = %t) -> (tensor<8xf32>) {
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %s into %o[%i] [2] [1] : tensor<2xf32> into tensor<8xf32>
    }
  }
  %1 = scf.forall (%i, %j) = (0, 5) to (%n, 5) step (1, 1) shared_outs(%o = %t)
      -> (tensor<8xf32>) {
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %s into %o[%i] [2] [1] : tensor<2xf32> into tensor<8xf32>
    }
  }
  return %0, %1 : tensor<8xf32>, tensor<8xf32>
}

// -----

// Bounds that are constants, tensors that were cast, results that nobody uses.
// CHECK-LABEL: func.func @parallel_bounds(
// CHECK-SAME:  %[[T:[^ ]*]]: tensor<8xf32>
// CHECK:       scf.forall (%{{.*}}) in (8) shared_outs(%{{.*}} = %[[T]]) -> (tensor<8xf32>)
// CHECK-NOT:   scf.forall (
// CHECK:       return
func.func @parallel_bounds(%t: tensor<8xf32>, %s: tensor<1xf32>) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %u = tensor.cast %t : tensor<8xf32> to tensor<?xf32>
  %0 = scf.forall (%i) = (%c0) to (%c8) step (%c1) shared_outs(%o = %u) -> (tensor<?xf32>) {
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %s into %o[%i] [1] [1] : tensor<1xf32> into tensor<?xf32>
    }
  }
  %1 = scf.forall (%i) in (8) shared_outs(%o = %u) -> (tensor<?xf32>) {
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %s into %o[%i] [1] [1] : tensor<1xf32> into tensor<?xf32>
    }
  }
  %2 = tensor.cast %0 : tensor<?xf32> to tensor<8xf32>
  return %2 : tensor<8xf32>
}
