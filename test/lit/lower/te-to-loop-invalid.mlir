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
