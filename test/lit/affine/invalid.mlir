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

// -----

// A loop's variable is no symbol.
func.func @f(%m: memref<8xf32>) {
  affine.for %i = 0 to 8 {
    // expected-error@+1 {{AFFINE002: a loop's variable is no symbol}}
    %0 = affine.apply affine_map<()[s0] -> (s0 * 2)>()[%i]
  }
  return
}

// -----

// A product of loop variables is not affine.
func.func @f(%m: memref<8xf32>) {
  affine.for %i = 0 to 8 {
    %j = arith.muli %i, %i : index
    // expected-error@+1 {{AFFINE002: a dimension is a loop's variable or affine in such}}
    %0 = affine.load %m[%j] : memref<8xf32>
  }
  return
}

// -----

// A map takes as many values as it has variables.
func.func @f(%a: index, %b: index) {
  // expected-error@+1 {{AFFINE002: the map takes 1 values, got 2}}
  %0 = affine.min affine_map<(d0) -> (d0, 4)>(%a, %b)
  return
}

// -----

// Positions of copies are affine, too.
func.func @f(%t: memref<64xi32>, %n: index) {
  affine.for %i = 0 to 8 {
    %j = arith.muli %i, %i : index
    // expected-error@+1 {{AFFINE002: a dimension is a loop's variable or affine in such}}
    affine.dma_wait %t[%j], %n : memref<64xi32>
  }
  return
}
