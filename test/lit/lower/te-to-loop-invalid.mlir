// RUN: terrace opt %s -p lower-te-to-loop --split-input-file --verify-diagnostics

func.func @f(%a: tensor<4xf32>) -> tensor<2xf32> {
  %c = te.compute axes(i = 4) ins(%a[i]) : tensor<4xf32> -> tensor<4xf32> {
  ^bb0(%x: f32):
    te.yield %x : f32
  }
  // expected-error@+1 {{LOWER010: `tensor.extract_slice` has no form over buffers}}
  %d = tensor.extract_slice %c[1] [2] [1] : tensor<4xf32> to tensor<2xf32>
  return %d : tensor<2xf32>
}

// -----

// expected-error@+1 {{LOWER012: a kernel function needs one block with static tensor shapes, got a dynamic shape}}
func.func @f(%a: tensor<?xf32>) -> tensor<4xf32> {
  %c = te.compute axes(i = 4) ins(%a[i]) : tensor<?xf32> -> tensor<4xf32> {
  ^bb0(%x: f32):
    te.yield %x : f32
  }
  return %c : tensor<4xf32>
}

// -----

// expected-error@+1 {{LOWER012: a kernel function needs one block with static tensor shapes, got several}}
func.func @f(%a: tensor<4xf32>) -> tensor<4xf32> {
  %c = te.compute axes(i = 4) ins(%a[i]) : tensor<4xf32> -> tensor<4xf32> {
  ^bb0(%x: f32):
    te.yield %x : f32
  }
  return %c : tensor<4xf32>
^end:
  return %a : tensor<4xf32>
}

// -----

func.func @f(%t: tensor<9xf32>) -> tensor<9xf32> {
  // expected-error@+1 {{LOWER010: `te.scatter` has no form over buffers}}
  %c = te.scatter axes(i = 4) ins() into %t : tensor<9xf32> {
    %i = te.index 0
    %v = arith.constant 0.0 : f32
    te.yield %i, %v : index, f32
  }
  return %c : tensor<9xf32>
}

// -----

func.func @f(%x: tensor<8x4xf32>, %h: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{LOWER010: `te.scan` has no form over buffers}}
  %l = te.scan t = 8 init(%h) ins(%x by 0) outs() : (tensor<4xf32>, tensor<8x4xf32>) -> (tensor<4xf32>) {
  ^bb0(%t: index, %s: tensor<4xf32>, %row: tensor<4xf32>):
    te.yield %row : tensor<4xf32>
  }
  return %l : tensor<4xf32>
}

// -----

func.func @f(%n: index) -> tensor<4xindex> {
  // expected-error@+1 {{LOWER012: a kernel function needs one block with static tensor shapes, got a symbolic extent}}
  %c = te.compute axes(i = 4) reduce(k = %n) ins() combine add : -> tensor<4xindex> {
    %k = te.index 1
    te.yield %k : index
  }
  return %c : tensor<4xindex>
}
