// RUN: terrace opt %s -p te-stage-padding --check-each | FileCheck %s

// The window reads a copy with the border filled in: 1 before, 1 after, as far as it reaches.
// CHECK-LABEL: func.func @window
// CHECK:         %[[PAD:.*]] = te.compute axes(i0 = 2, i1 = 9) ins(%x[i0, i1 - 1] else 5.000000e-01 : f32)
// CHECK-SAME:      {name = "pad"} : tensor<2x7xf32> -> tensor<2x9xf32>
// CHECK:         te.compute axes(c = 2, p = 4) reduce(r = 3) ins(%[[PAD]][c, p * 2 + r]) combine add
func.func @window(%x: tensor<2x7xf32>) -> tensor<2x4xf32> {
  %y = te.compute axes(c = 2, p = 4) reduce(r = 3) ins(%x[c, 2 * p + r - 1] else 0.5 : f32)
      combine add : tensor<2x7xf32> -> tensor<2x4xf32> {
  ^bb0(%e: f32):
    te.yield %e : f32
  }
  return %y : tensor<2x4xf32>
}

// A read that stays inside loses its pad value and gets no copy.
// CHECK-LABEL: func.func @inside
// CHECK:         te.compute axes(p = 5) reduce(r = 3) ins(%x[p + r]) combine add
// CHECK-NOT:     te.compute
func.func @inside(%x: tensor<7xf32>) -> tensor<5xf32> {
  %y = te.compute axes(p = 5) reduce(r = 3) ins(%x[p + r] else 0.0 : f32) combine add
      : tensor<7xf32> -> tensor<5xf32> {
  ^bb0(%e: f32):
    te.yield %e : f32
  }
  return %y : tensor<5xf32>
}

// Declines: an element-by-element formula asks once for each element.
// CHECK-LABEL: func.func @elementwise
// CHECK:         te.compute axes(i = 9) ins(%x[i - 1] else 0.000000e+00 : f32)
// CHECK-NOT:     te.compute
func.func @elementwise(%x: tensor<7xf32>) -> tensor<9xf32> {
  %y = te.compute axes(i = 9) ins(%x[i - 1] else 0.0 : f32) : tensor<7xf32> -> tensor<9xf32> {
  ^bb0(%e: f32):
    te.yield %e : f32
  }
  return %y : tensor<9xf32>
}

// Already done: no pad value, nothing to stage.
// CHECK-LABEL: func.func @done
// CHECK:         te.compute axes(p = 5) reduce(r = 3) ins(%x[p + r]) combine add
// CHECK-NOT:     te.compute
func.func @done(%x: tensor<7xf32>) -> tensor<5xf32> {
  %y = te.compute axes(p = 5) reduce(r = 3) ins(%x[p + r]) combine add
      : tensor<7xf32> -> tensor<5xf32> {
  ^bb0(%e: f32):
    te.yield %e : f32
  }
  return %y : tensor<5xf32>
}
