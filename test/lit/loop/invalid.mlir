// RUN: terrace opt %s --split-input-file --verify-diagnostics

func.func @f() {
  // expected-error@+1 {{LOOP001: malformed loop: a bound or the step does not fit}}
  loop.for %i = 0 to 4 step 0 {
  }
  return
}

// -----

func.func @f() {
  // expected-error@+1 {{LOOP002: unknown loop kind}}
  loop.for %i = 0 to 4 #loop.bind<"thread.w"> {
  }
  return
}

// -----

func.func @f(%n: index) {
  // expected-error@+1 {{LOOP003: a vector loop needs constant bounds from 0 and step 1}}
  loop.for %i = 0 to %n vector {
  }
  return
}

// -----

func.func @f() {
  // expected-error@+1 {{PARSE026: expected one of serial, parallel, vector, unroll, got `paralel`}}
  loop.for %i = 0 to 4 paralel {
  }
  return
}

// -----

func.func @f(%n: index) {
  // expected-error@+1 {{PARSE005: use of undeclared value `%m`}}
  loop.for %i = 0 to %m {
  }
  return
}

// -----

func.func @f() {
  loop.for %i = 0 to 4 {
    // expected-error@+1 {{LOOP010: malformed block: two axes have one name}}
    loop.block "b" axes(i = %i : 4, i = %i : 4) body {
    ^bb0(%v: index, %w: index):
    }
  }
  return
}

// -----

func.func @f() {
  loop.for %i = 0 to 4 {
    // expected-error@+1 {{LOOP010: malformed block: an extent is negative}}
    loop.block "b" axes(i = %i : -4) body {
    ^bb0(%v: index):
    }
  }
  return
}

// -----

func.func @f() {
  loop.for %i = 0 to 4 {
    // expected-error@+1 {{LOOP011: the `body` region of a block takes one `index` per axis, here 0}}
    loop.block "b" axes(i = %i : 4) body {
    }
  }
  return
}

// -----

func.func @f(%a: memref<4x4xf32>, %i: index) -> f32 {
  // expected-error@+1 {{LOOP020: the index map does not give 2 indices over 1 operands}}
  %x = loop.load %a[%i] : memref<4x4xf32>
  return %x : f32
}

// -----

func.func @f(%a: memref<4xf32>, %x: f32, %i: index) {
  // expected-error@+1 {{LOOP020: the index map does not give 1 indices over 2 operands}}
  loop.store %x, %a[%i, symbol(%i)] : memref<4xf32>
  return
}

// -----

func.func @f(%a: memref<4xf32>, %i: index) -> f32 {
  // expected-error@+1 {{LOOP021: the pad value is not of the element type}}
  %x = loop.load %a[%i] else 0 : i32 : memref<4xf32>
  return %x : f32
}

// -----

func.func @f(%a: tensor<4xf32>, %i: index) -> f32 {
  // expected-error@+1 {{PARSE001: expected a ranked memref type, got `tensor<4xf32>`}}
  %x = loop.load %a[%i] : tensor<4xf32>
  return %x : f32
}

// -----

func.func @f(%a: memref<4xf32>, %i: index, %j: index) -> f32 {
  // expected-error@+1 {{PARSE029: invalid affine expression: one factor must be constant or symbolic}}
  %x = loop.load %a[%i * %j] : memref<4xf32>
  return %x : f32
}

// -----

func.func @f(%a: memref<4xf32>) {
  // expected-error@+1 {{LOOP004: the stages of the pipeline do not fit: one entry per operation of the body is expected}}
  loop.for %i = 0 to 4 #loop.pipeline<stages = 2, at = [0, 1, 1]> {
    loop.for %j = 0 to 4 {
    }
  }
  return
}

// -----

// A value that passes from one stage to another belongs to an iteration that is gone by then.
func.func @f(%a: memref<4xf32>) {
  // expected-error@+1 {{LOOP004: the stages of the pipeline do not fit: a value passes from one stage to another}}
  loop.for %i = 0 to 4 #loop.pipeline<stages = 2, at = [0, 1]> {
    %x = loop.load %a[%i] : memref<4xf32>
    loop.store %x, %a[%i] : memref<4xf32>
  }
  return
}

// -----

func.func @f(%a: memref<4xf32>) {
  // expected-error@+1 {{LOOP004: the stages of the pipeline do not fit: an entry is not below `stages`}}
  loop.for %i = 0 to 4 #loop.pipeline<ii = 1, at = [0]> {
    loop.for %j = 0 to 4 {
    }
  }
  return
}

// -----

func.func @f(%n: index) {
  // expected-error@+1 {{LOOP022: expected 1 sizes, one per dynamic dimension, got 2}}
  %t = loop.alloc(%n, %n) : memref<?x4xf32>
  return
}

// -----

func.func @f() {
  // expected-error@+1 {{LOOP023: the banks do not fit the shape: a number of banks is not in its dimension}}
  %t = loop.alloc : memref<4x8xf32, #loop.banks<cyclic = [8, 1]>>
  return
}

// -----

func.func @f() {
  // expected-error@+1 {{LOOP023: the banks do not fit the shape: either `cyclic` or `block` is expected}}
  %t = loop.alloc : memref<4x8xf32, #loop.banks<ports = 2>>
  return
}

// -----

func.func @f(%v: f32) {
  loop.dataflow {
    // expected-error@+1 {{LOOP030: a `loop.dataflow` holds streams, buffers and tasks, not `arith.addf`}}
    %w = arith.addf %v, %v : f32
  }
  return
}

// -----

func.func @f(%v: f32) {
  loop.dataflow {
    // expected-error@+1 {{LOOP031: a stream needs one task that pushes and a later one that pops: it is popped before it is pushed to}}
    %s = loop.stream : !loop.stream<f32, 2>
    loop.task "takes" {
      %w = loop.pop %s : !loop.stream<f32, 2> -> f32
    }
    loop.task "gives" {
      loop.push %v, %s : f32, !loop.stream<f32, 2>
    }
  }
  return
}

// -----

func.func @f(%v: f32) {
  loop.dataflow {
    // expected-error@+1 {{LOOP031: a stream needs one task that pushes and a later one that pops: several tasks or none pop}}
    %s = loop.stream : !loop.stream<f32, 2>
    loop.task "gives" {
      loop.push %v, %s : f32, !loop.stream<f32, 2>
    }
  }
  return
}

// -----

func.func @f(%a: memref<4xf32>, %v: f32) {
  loop.dataflow {
    // expected-error@+1 {{LOOP032: task `writes` writes a buffer that task `reads` touches}}
    loop.task "writes" {
      loop.for %i = 0 to 4 {
        loop.store %v, %a[%i] : memref<4xf32>
      }
    }
    loop.task "reads" {
      loop.for %i = 0 to 4 {
        %x = loop.load %a[%i] : memref<4xf32>
      }
    }
  }
  return
}

// -----

func.func @f() {
  // expected-error@+1 {{LOOP033: a task stands directly inside a `loop.dataflow`}}
  loop.task "alone" {
  }
  return
}

// -----

func.func @f() {
  // expected-error@+1 {{LOOP034: a stream holds at least one scalar, here 0}}
  %s = loop.stream : !loop.stream<f32, 0>
  return
}

// -----

func.func @f(%v: i32, %s: !loop.stream<f32, 2>) {
  // expected-error@+1 {{LOOP035: the value is not of the stream's element type}}
  loop.push %v, %s : i32, !loop.stream<f32, 2>
  return
}

// -----

func.func @f(%a: memref<4xf32>) {
  // expected-error@+1 {{LOOP040: malformed intrinsic: a size does not fit its dimension}}
  loop.intrinsic "x" reads(%a[0] by (5)) writes() : memref<4xf32> {
    loop.for %i = 0 to 4 {
    }
  }
  return
}

// -----

func.func @f(%a: memref<4x4xf32>) {
  // expected-error@+1 {{LOOP040: malformed intrinsic: a box does not have the rank of its buffer}}
  loop.intrinsic "x" reads(%a[0] by (4)) writes() : memref<4x4xf32> {
    loop.for %i = 0 to 4 {
    }
  }
  return
}

// -----

func.func @f(%x: i1, %a: memref<8xf32>, %i: index) {
  // expected-error@+1 {{the value is not of the element type of the buffer}}
  "loop.store"(%x, %a, %i) <{map = affine_map<(d0) -> (d0)>}> : (i1, memref<8xf32>, index) -> ()
  return
}

// -----

func.func @f(%a: memref<8xf32>, %i: index) {
  // expected-error@+1 {{the result is not of the element type of the buffer}}
  %x = "loop.load"(%a, %i) <{map = affine_map<(d0) -> (d0)>}> : (memref<8xf32>, index) -> i1
  return
}
