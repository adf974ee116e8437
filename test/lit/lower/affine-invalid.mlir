// RUN: terrace opt %s -p lower-affine --verify-diagnostics --split-input-file

// Nothing is divided by what is not positive.
func.func @divisor(%i: index) -> index {
  // expected-error@+1 {{CONV001}}
  %r = affine.apply affine_map<(d0) -> (d0 floordiv -2)>(%i)
  return %r : index
}

// -----

// What a reduction combines is said in another way there.
func.func @reduces(%m: memref<8xf32>) -> f32 {
  // expected-error@+1 {{CONV001}}
  %r = affine.parallel (%i) = (0) to (8) reduce ("addf") -> (f32) {
    %v = affine.load %m[%i] : memref<8xf32>
    affine.yield %v : f32
  }
  return %r : f32
}
