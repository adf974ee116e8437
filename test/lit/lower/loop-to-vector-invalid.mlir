// RUN: terrace opt %s -p lower-loop-to-vector --split-input-file --verify-diagnostics

func.func @f(%c: memref<4xf32>) {
  %zero = arith.constant 0.0 : f32
  // expected-error@+1 {{LOWER020: `loop.for` cannot be lowered to vectors: its kind belongs to another target}}
  loop.for %i = 0 to 4 #loop.bind<"thread.x"> {
    loop.store %zero, %c[%i] : memref<4xf32>
  }
  return
}

// -----

func.func @f(%c: memref<4xf32>) {
  %zero = arith.constant 0.0 : f32
  loop.for %i = 0 to 2 {
    // expected-error@+1 {{LOWER021: a parallel loop must be outermost in its nest}}
    loop.for %j = 0 to 2 parallel {
      loop.store %zero, %c[2 * %i + %j] : memref<4xf32>
    }
  }
  return
}

// -----

func.func @f(%c: memref<4xf32>) {
  %zero = arith.constant 0.0 : f32
  loop.for %i = 0 to 4 {
    // expected-error@+1 {{LOWER022: a buffer in the default space is allocated inside a kernel}}
    %t = loop.alloc : memref<1xf32>
    loop.store %zero, %c[%i] : memref<4xf32>
  }
  return
}
