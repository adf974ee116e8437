// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Two memrefs, one condition.
func.func @f(%m: memref<4xf32>, %c: i1) {
  // expected-error@+1 {{BUFFERIZATION001}}
  bufferization.dealloc (%m, %m : memref<4xf32>, memref<4xf32>) if (%c)
  return
}

// -----

// A retained memref whose condition is not returned.
func.func @f(%m: memref<4xf32>, %c: i1) {
  // expected-error@+1 {{BUFFERIZATION001}}
  "bufferization.dealloc"(%m, %c, %m) <{operandSegmentSizes = array<i32: 1, 1, 1>}> : (memref<4xf32>, i1, memref<4xf32>) -> ()
  return
}

// -----

// Sizes for a shape without unknown extents.
func.func @f(%n: index) {
  // expected-error@+1 {{ASM001}}
  %0 = bufferization.alloc_tensor(%n) : tensor<4xf32>
  return
}
