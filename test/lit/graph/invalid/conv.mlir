// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Weights for three channels meet four.
func.func @f(%x: tensor<1x4x8xf32>, %w: tensor<2x3x3xf32>) {
  // expected-error@+1 {{GRAPH011: an operand of shape [1, 4, 8] and weights of shape [2, 3, 3] do not convolve in 1 groups}}
  %y = graph.conv %x, %w {dilations = array<i64: 1>, groups = 1 : i64, pads = array<i64: 0, 0>,
      strides = array<i64: 1>} : (tensor<1x4x8xf32>, tensor<2x3x3xf32>) -> tensor<1x2x6xf32>
  return
}

// -----

// Three filters do not fall into two groups.
func.func @f(%x: tensor<1x4x8xf32>, %w: tensor<3x2x3xf32>) {
  // expected-error@+1 {{GRAPH011}}
  %y = graph.conv %x, %w {dilations = array<i64: 1>, groups = 2 : i64, pads = array<i64: 0, 0>,
      strides = array<i64: 1>} : (tensor<1x4x8xf32>, tensor<3x2x3xf32>) -> tensor<1x3x6xf32>
  return
}

// -----

// No group at all.
func.func @f(%x: tensor<1x4x8xf32>, %w: tensor<2x4x3xf32>) {
  // expected-error@+1 {{GRAPH011}}
  %y = graph.conv %x, %w {dilations = array<i64: 1>, groups = 0 : i64, pads = array<i64: 0, 0>,
      strides = array<i64: 1>} : (tensor<1x4x8xf32>, tensor<2x4x3xf32>) -> tensor<1x2x6xf32>
  return
}

// -----

// A bias for each filter.
func.func @f(%x: tensor<1x4x8xf32>, %w: tensor<2x4x3xf32>, %b: tensor<3xf32>) {
  // expected-error@+1 {{GRAPH011}}
  %y = graph.conv %x, %w, %b {dilations = array<i64: 1>, groups = 1 : i64, pads = array<i64: 0, 0>,
      strides = array<i64: 1>} : (tensor<1x4x8xf32>, tensor<2x4x3xf32>, tensor<3xf32>) ->
      tensor<1x2x6xf32>
  return
}

// -----

// Weights of another rank.
func.func @f(%x: tensor<1x4x8xf32>, %w: tensor<2x4x3x3xf32>) {
  // expected-error@+1 {{GRAPH011}}
  %y = graph.conv %x, %w {dilations = array<i64: 1>, groups = 1 : i64, pads = array<i64: 0, 0>,
      strides = array<i64: 1>} : (tensor<1x4x8xf32>, tensor<2x4x3x3xf32>) -> tensor<1x2x6xf32>
  return
}

// -----

// A step of zero never ends.
func.func @f(%x: tensor<1x4x8xf32>, %w: tensor<2x4x3xf32>) {
  // expected-error@+1 {{GRAPH012}}
  %y = graph.conv %x, %w {dilations = array<i64: 1>, groups = 1 : i64, pads = array<i64: 0, 0>,
      strides = array<i64: 0>} : (tensor<1x4x8xf32>, tensor<2x4x3xf32>) -> tensor<1x2x6xf32>
  return
}

// -----

// One pad for two sides.
func.func @f(%x: tensor<1x4x8xf32>, %w: tensor<2x4x3xf32>) {
  // expected-error@+1 {{GRAPH012}}
  %y = graph.conv %x, %w {dilations = array<i64: 1>, groups = 1 : i64, pads = array<i64: 1>,
      strides = array<i64: 1>} : (tensor<1x4x8xf32>, tensor<2x4x3xf32>) -> tensor<1x2x6xf32>
  return
}

// -----

// Pads that take elements away.
func.func @f(%x: tensor<1x4x8xf32>, %w: tensor<2x4x3xf32>) {
  // expected-error@+1 {{GRAPH012}}
  %y = graph.conv %x, %w {dilations = array<i64: 1>, groups = 1 : i64, pads = array<i64: -1, 0>,
      strides = array<i64: 1>} : (tensor<1x4x8xf32>, tensor<2x4x3xf32>) -> tensor<1x2x6xf32>
  return
}

// -----

// A window larger than what it slides over.
func.func @f(%x: tensor<1x4x2xf32>, %w: tensor<2x4x3xf32>) {
  // expected-error@+1 {{GRAPH012}}
  %y = graph.conv %x, %w {dilations = array<i64: 1>, groups = 1 : i64, pads = array<i64: 0, 0>,
      strides = array<i64: 1>} : (tensor<1x4x2xf32>, tensor<2x4x3xf32>) -> tensor<1x2x1xf32>
  return
}

// -----

// Spread over more than there is.
func.func @f(%x: tensor<1x4x8xf32>, %w: tensor<2x4x3xf32>) {
  // expected-error@+1 {{GRAPH012}}
  %y = graph.conv %x, %w {dilations = array<i64: 9>, groups = 1 : i64, pads = array<i64: 0, 0>,
      strides = array<i64: 1>} : (tensor<1x4x8xf32>, tensor<2x4x3xf32>) -> tensor<1x2x1xf32>
  return
}

// -----

// Six positions.
func.func @f(%x: tensor<1x4x8xf32>, %w: tensor<2x4x3xf32>) {
  // expected-error@+1 {{GRAPH002: expected a result of shape [1, 2, 6], got [1, 2, 8]}}
  %y = graph.conv %x, %w {dilations = array<i64: 1>, groups = 1 : i64, pads = array<i64: 0, 0>,
      strides = array<i64: 1>} : (tensor<1x4x8xf32>, tensor<2x4x3xf32>) -> tensor<1x2x8xf32>
  return
}
