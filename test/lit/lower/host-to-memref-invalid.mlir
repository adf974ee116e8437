// RUN: terrace opt %s -p lower-host-to-memref --split-input-file --verify-diagnostics

// An operation that is in no kernel.
func.func @host(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{LOWER030: a host function cannot hold `graph.relu`}}
  %r = graph.relu %x : tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

// A kernel without a place for the result.
func.func private @kernel(memref<4xf32>)
func.func @host(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{LOWER031: the call of `@kernel` does not fit the kernel: it takes 1 buffers, the call has 2}}
  %r = func.call @kernel(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

// Memory of unknown size cannot be planned.
func.func private @kernel(memref<?xf32>, memref<?xf32>)
func.func @host(%x: tensor<?xf32>) -> tensor<?xf32> {
  // expected-error@+1 {{LOWER032: a tensor of a host function has no static size}}
  %r = func.call @kernel(%x) : (tensor<?xf32>) -> tensor<?xf32>
  // expected-error@+1 {{LOWER032}}
  return %r : tensor<?xf32>
}
