// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Sizes of operand groups sum to the operands.
func.func @f(%m: memref<4xf32>) {
  // expected-error@+1 {{IR022: sizes of operand or result groups of `memref.alloc` do not add up}}
  %0 = "memref.alloc"() <{operandSegmentSizes = array<i32: 1, 0>}> : () -> memref<4xf32>
  return
}

// -----

// A group of exactly one value is not empty, whatever its size says.
func.func @f(%x: i32) {
  // expected-error@+1 {{IR022}}
  "cf.cond_br"(%x)[^bb1, ^bb1] <{operandSegmentSizes = array<i32: 0, 1, 0>}> : (i32) -> ()
^bb1:
  return
}
