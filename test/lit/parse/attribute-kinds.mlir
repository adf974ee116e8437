// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A number where a number is wanted, in range.
func.func @f(%m: memref<4xf32>) {
  // expected-error@+1 {{PARSE032}}
  memref.assume_alignment %m, 0 : memref<4xf32>
  return
}
