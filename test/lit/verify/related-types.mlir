// RUN: terrace opt %s --split-input-file --verify-diagnostics

// The element read has the type of the elements.
func.func @f(%m: memref<4xf32>, %i: index) {
  // expected-error@+1 {{IR017}}
  %x = "memref.load"(%m, %i) : (memref<4xf32>, index) -> i32
  return
}
