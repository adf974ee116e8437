// RUN: terrace opt %s --split-input-file --verify-diagnostics

// An image has a batch and channels.
func.func @f(%x: tensor<8xf32>) {
  // expected-error@+1 {{GRAPH013: expected a batch, a channel and spatial axes, got shape [8]}}
  %y = graph.max_pool %x {dilations = array<i64: 1>, kernel = array<i64: 2>,
      pads = array<i64: 0, 0>, strides = array<i64: 1>} : tensor<8xf32> -> tensor<7xf32>
  return
}

// -----

// An empty window has no maximum.
func.func @f(%x: tensor<1x1x8xf32>) {
  // expected-error@+1 {{GRAPH012}}
  %y = graph.max_pool %x {dilations = array<i64: 1>, kernel = array<i64: 0>,
      pads = array<i64: 0, 0>, strides = array<i64: 1>} : tensor<1x1x8xf32> -> tensor<1x1x9xf32>
  return
}

// -----

// A window wider than the image.
func.func @f(%x: tensor<1x1x8xf32>) {
  // expected-error@+1 {{GRAPH012}}
  %y = graph.avg_pool %x {dilations = array<i64: 1>, kernel = array<i64: 9>,
      pads = array<i64: 0, 0>, strides = array<i64: 1>} : tensor<1x1x8xf32> -> tensor<1x1x1xf32>
  return
}

// -----

// One step for each axis.
func.func @f(%x: tensor<1x1x8xf32>) {
  // expected-error@+1 {{GRAPH012}}
  %y = graph.avg_pool %x {dilations = array<i64: 1>, kernel = array<i64: 2>,
      pads = array<i64: 0, 0>, strides = array<i64: 1, 1>} : tensor<1x1x8xf32> -> tensor<1x1x7xf32>
  return
}

// -----

// A mean of integers is no integer.
func.func @f(%x: tensor<1x1x8xi32>) {
  // expected-error@+2 {{IR003}}
  // expected-error@+1 {{IR004}}
  %y = graph.avg_pool %x {dilations = array<i64: 1>, kernel = array<i64: 2>,
      pads = array<i64: 0, 0>, strides = array<i64: 1>} : tensor<1x1x8xi32> -> tensor<1x1x7xi32>
  return
}
