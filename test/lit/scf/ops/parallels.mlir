// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Loops without an order, and their reductions.
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
