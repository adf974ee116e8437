// RUN: terrace opt %s --verify-roundtrip --split-input-file | FileCheck %s

// A region combines all results together.
// CHECK-LABEL: func.func @argmax
func.func @argmax(%x: tensor<4x8xf32>) -> (tensor<4xf32>, tensor<4xindex>) {
  // CHECK: te.compute axes(m = 4) reduce(k = 8) ins(%x[m, k]) combine (0xFF800000 : f32, 0 : index)
  // CHECK-SAME: reassoc : tensor<4x8xf32> -> tensor<4xf32>, tensor<4xindex> {
  %v:2 = te.compute axes(m = 4) reduce(k = 8) ins(%x[m, k])
      combine (0xFF800000 : f32, 0 : index) reassoc
      : tensor<4x8xf32> -> tensor<4xf32>, tensor<4xindex> {
  ^bb0(%e: f32):
    %k = te.index 1
    te.yield %e, %k : f32, index
  // CHECK: } combine {
  // CHECK-NEXT: ^bb0(%best: f32, %at: index, %e: f32, %k: index):
  } combine {
  ^bb0(%best: f32, %at: index, %e: f32, %k: index):
    %more = arith.cmpf ogt, %e, %best : f32
    %r = arith.select %more, %e, %best : f32
    %i = arith.select %more, %k, %at : index
    // CHECK: te.yield %{{.*}}, %{{.*}} : f32, index
    te.yield %r, %i : f32, index
  }
  return %v#0, %v#1 : tensor<4xf32>, tensor<4xindex>
}

// -----

// Extents that are operands, of parallel and of reduce axes.
// CHECK-LABEL: func.func @symbolic
func.func @symbolic(%a: tensor<?x?xf32>, %n: index, %m: index) -> tensor<?xf32> {
  // CHECK: te.compute axes(i = %n) reduce(k = %m) ins(%a[i, k]) combine add : tensor<?x?xf32> -> tensor<?xf32> {
  %s = te.compute axes(i = %n) reduce(k = %m) ins(%a[i, k]) combine add
      : tensor<?x?xf32> -> tensor<?xf32> {
  ^bb0(%x: f32):
    te.yield %x : f32
  }
  return %s : tensor<?xf32>
}

// -----

// Writes at computed indices, with and without a combiner, over any number of points.
// CHECK-LABEL: func.func @scatter
func.func @scatter(%ids: tensor<?xindex>, %g: tensor<?x3xf32>, %t: tensor<9x3xf32>, %n: index)
    -> tensor<9x3xf32> {
  // CHECK: te.scatter axes(i = %n, j = 3) ins(%ids[i], %g[i, j]) into %t combine add reassoc
  // CHECK-SAME: : tensor<?xindex>, tensor<?x3xf32>, tensor<9x3xf32> {
  %r = te.scatter axes(i = %n, j = 3) ins(%ids[i], %g[i, j]) into %t combine add reassoc
      : tensor<?xindex>, tensor<?x3xf32>, tensor<9x3xf32> {
  ^bb0(%id: index, %x: f32):
    %j = te.index 1
    // CHECK: te.yield %{{.*}}, %{{.*}}, %{{.*}} : index, index, f32
    te.yield %id, %j, %x : index, index, f32
  }
  // CHECK: te.scatter axes(i = 3) ins() into %{{.*}} : tensor<9x3xf32> {
  %z = te.scatter axes(i = 3) ins() into %r : tensor<9x3xf32> {
    %i = te.index 0
    %zero = arith.constant 0.0 : f32
    te.yield %i, %i, %zero : index, index, f32
  }
  return %z : tensor<9x3xf32>
}

// -----

// A state carried along an axis, backwards.
// CHECK-LABEL: func.func @scan
func.func @scan(%x: tensor<4x8xf32>, %zero: tensor<4xf32>) -> (tensor<4xf32>, tensor<8x4xf32>) {
  // CHECK: te.scan t = 8 init(%zero) ins(%x by 1) outs(by 0) reverse
  // CHECK-SAME: : (tensor<4xf32>, tensor<4x8xf32>) -> (tensor<4xf32>, tensor<8x4xf32>) {
  // CHECK-NEXT: ^bb0(%t: index, %sum: tensor<4xf32>, %column: tensor<4xf32>):
  %last, %all = te.scan t = 8 init(%zero) ins(%x by 1) outs(by 0) reverse
      : (tensor<4xf32>, tensor<4x8xf32>) -> (tensor<4xf32>, tensor<8x4xf32>) {
  ^bb0(%t: index, %sum: tensor<4xf32>, %column: tensor<4xf32>):
    %next = te.compute axes(i = 4) ins(%sum[i], %column[i])
        : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32> {
    ^bb0(%a: f32, %b: f32):
      %c = arith.addf %a, %b : f32
      te.yield %c : f32
    }
    te.yield %next, %next : tensor<4xf32>, tensor<4xf32>
  }
  return %last, %all : tensor<4xf32>, tensor<8x4xf32>
}
