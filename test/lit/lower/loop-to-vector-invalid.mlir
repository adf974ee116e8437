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

// -----

func.func @f(%v: f32, %y: memref<8xf32>) {
  // expected-error@+1 {{LOWER020: `loop.dataflow` cannot be lowered to vectors: the CPU level has nothing like it}}
  loop.dataflow {
    loop.task "fill" {
      loop.for %i = 0 to 8 {
        loop.store %v, %y[%i] : memref<8xf32>
      }
    }
  }
  return
}

// -----

func.func @f(%v: f32, %y: memref<8xf32>) {
  loop.for %i = 0 to 8 {
    // expected-error@+1 {{LOWER020: `loop.intrinsic` cannot be lowered to vectors: the CPU level has nothing like it}}
    loop.intrinsic "fill" reads() writes(%y[%i] by (1)) : memref<8xf32> {
      loop.store %v, %y[%i] : memref<8xf32>
    }
  }
  return
}

// -----

func.func @f(%s: !loop.stream<f32, 2>, %y: memref<8xf32>) {
  loop.for %i = 0 to 8 {
    // expected-error@+1 {{LOWER020: `loop.pop` cannot be lowered to vectors: the CPU level has nothing like it}}
    %v = loop.pop %s : !loop.stream<f32, 2> -> f32
    loop.store %v, %y[%i] : memref<8xf32>
  }
  return
}

// -----

func.func @f(%y: memref<?xf32>, %n: index) {
  // expected-error@+1 {{LOWER020: `loop.alloc` cannot be lowered to vectors: its shape is not static}}
  %t = loop.alloc(%n) : memref<?xf32, "local">
  return
}
