// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Reductions go by the names of atomic operations.
func.func @f(%m: memref<8xf32>) -> f32 {
  // expected-error@+1 {{AFFINE001: `sum` is no way to reduce}}
  %r = affine.parallel (%i) = (0) to (8) reduce ("sum") -> f32 {
    %x = affine.load %m[%i] : memref<8xf32>
    affine.yield %x : f32
  }
  return %r : f32
}
