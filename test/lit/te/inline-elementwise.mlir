// RUN: terrace opt %s -p te-inline-elementwise --check-each --split-input-file | FileCheck %s

// Single users all the way: one formula remains, read through both index maps.
// CHECK-LABEL: func.func @chain
// CHECK:         te.compute axes(i = 4) ins(%x[i], %x[-i + 3]) {name = "tail"}
// CHECK:         arith.negf
// CHECK:         arith.addf
// CHECK-NOT:     te.compute
func.func @chain(%x: tensor<4xf32>) -> tensor<4xf32> {
  %n = te.compute axes(i = 4) ins(%x[i]) : tensor<4xf32> -> tensor<4xf32> {
  ^bb0(%e: f32):
    %r = arith.negf %e : f32
    te.yield %r : f32
  }
  %p = te.compute axes(i = 4) ins(%n[3 - i], %x[i]) {name = "tail"}
      : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32> {
  ^bb0(%e: f32, %f: f32):
    %r = arith.addf %e, %f : f32
    te.yield %r : f32
  }
  return %p : tensor<4xf32>
}

// -----

// A position on an axis of the producer becomes an expression over the consumer's.
// CHECK-LABEL: func.func @positions
// CHECK:         %[[I:.*]] = te.index 0
// CHECK:         affine.apply{{.*}}(%[[I]]
// CHECK-NOT:     te.compute
func.func @positions() -> tensor<4xindex> {
  %n = te.compute axes(i = 8) ins() : -> tensor<8xindex> {
    %i = te.index 0
    te.yield %i : index
  }
  %p = te.compute axes(i = 4) ins(%n[2 * i + 1]) : tensor<8xindex> -> tensor<4xindex> {
  ^bb0(%e: index):
    te.yield %e : index
  }
  return %p : tensor<4xindex>
}

// -----

// A reduction over every axis of its operand reads each element once.
// CHECK-LABEL: func.func @into_sum
// CHECK:         te.compute axes() reduce(i = 4) ins(%x[i]) combine add
// CHECK:         math.absf
// CHECK-NOT:     te.compute
func.func @into_sum(%x: tensor<4xf32>) -> tensor<f32> {
  %n = te.compute axes(i = 4) ins(%x[i]) : tensor<4xf32> -> tensor<4xf32> {
  ^bb0(%e: f32):
    %r = math.absf %e : f32
    te.yield %r : f32
  }
  %p = te.compute axes() reduce(i = 4) ins(%n[i]) combine add : tensor<4xf32> -> tensor<f32> {
  ^bb0(%e: f32):
    te.yield %e : f32
  }
  return %p : tensor<f32>
}

// -----

// Declines: two users would compute it twice.
// CHECK-LABEL: func.func @two_users
// CHECK-COUNT-3: te.compute
func.func @two_users(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %n = te.compute axes(i = 4) ins(%x[i]) : tensor<4xf32> -> tensor<4xf32> {
  ^bb0(%e: f32):
    %r = math.exp %e : f32
    te.yield %r : f32
  }
  %p = te.compute axes(i = 4) ins(%n[i]) : tensor<4xf32> -> tensor<4xf32> {
  ^bb0(%e: f32):
    te.yield %e : f32
  }
  %q = te.compute axes(i = 4) ins(%n[i]) : tensor<4xf32> -> tensor<4xf32> {
  ^bb0(%e: f32):
    te.yield %e : f32
  }
  return %p, %q : tensor<4xf32>, tensor<4xf32>
}

// -----

// Declines: a matrix product reads each element of its operand many times.
// CHECK-LABEL: func.func @read_often
// CHECK-COUNT-2: te.compute
func.func @read_often(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %n = te.compute axes(i = 4, j = 4) ins(%x[i, j]) : tensor<4x4xf32> -> tensor<4x4xf32> {
  ^bb0(%e: f32):
    %r = math.exp %e : f32
    te.yield %r : f32
  }
  %p = te.compute axes(m = 4, n = 4) reduce(k = 4) ins(%n[m, k], %x[k, n]) combine add
      : tensor<4x4xf32>, tensor<4x4xf32> -> tensor<4x4xf32> {
  ^bb0(%e: f32, %f: f32):
    %r = arith.mulf %e, %f : f32
    te.yield %r : f32
  }
  return %p : tensor<4x4xf32>
}

// -----

// Declines: the pad value belongs to the producer's result, exp(0) is not 0.
// CHECK-LABEL: func.func @padded
// CHECK-COUNT-2: te.compute
func.func @padded(%x: tensor<4xf32>) -> tensor<6xf32> {
  %n = te.compute axes(i = 4) ins(%x[i]) : tensor<4xf32> -> tensor<4xf32> {
  ^bb0(%e: f32):
    %r = math.exp %e : f32
    te.yield %r : f32
  }
  %p = te.compute axes(i = 6) ins(%n[i - 1] else 0.0 : f32) : tensor<4xf32> -> tensor<6xf32> {
  ^bb0(%e: f32):
    te.yield %e : f32
  }
  return %p : tensor<6xf32>
}

// -----

// Already done: nothing to inline.
// CHECK-LABEL: func.func @done
// CHECK:         te.compute axes(i = 4) ins(%x[i]) : tensor<4xf32> -> tensor<4xf32> {
// CHECK-NEXT:    ^bb0(%e: f32):
// CHECK-NEXT:      te.yield %e : f32
func.func @done(%x: tensor<4xf32>) -> tensor<4xf32> {
  %p = te.compute axes(i = 4) ins(%x[i]) : tensor<4xf32> -> tensor<4xf32> {
  ^bb0(%e: f32):
    te.yield %e : f32
  }
  return %p : tensor<4xf32>
}
