// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Two dimensions want two sizes.
// expected-error@+1 {{GRAPH062}}
func.func private @malformed(tensor<1x64xf32, #graph.layout<dims = [1, 0], sizes = [16]>>)

// -----

// Sizes 2 and 3 cannot be matched.
func.func @broadcast(%x: tensor<2xf32>, %y: tensor<3xf32>) {
  // expected-error@+1 {{GRAPH001}}
  %z = graph.add %x, %y : tensor<2xf32>, tensor<3xf32> -> tensor<3xf32>
  return
}

// -----

// The result of broadcasting is larger.
func.func @result(%x: tensor<2xf32>, %y: tensor<1xf32>) {
  // expected-error@+1 {{GRAPH002}}
  %z = graph.mul %x, %y : tensor<2xf32>, tensor<1xf32> -> tensor<1xf32>
  return
}

// -----

// A vector has no axis 1.
func.func @axis(%x: tensor<2xf32>) {
  // expected-error@+1 {{GRAPH003}}
  %z = graph.softmax %x {axis = 1 : i64} : tensor<2xf32>
  return
}

// -----

// Element counts differ.
func.func @reshape(%x: tensor<2x6xf32>) {
  // expected-error@+1 {{GRAPH020}}
  %z = graph.reshape %x : tensor<2x6xf32> -> tensor<3x5xf32>
  return
}

// -----

// A transpose is missing.
func.func @matmul(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>) {
  // expected-error@+1 {{GRAPH010}}
  %z = graph.matmul %a, %b : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x2xf32>
  return
}

// -----

// A size cannot shrink by broadcasting.
func.func @broadcast_down(%x: tensor<3x2xf32>) {
  // expected-error@+1 {{GRAPH021}}
  %z = graph.broadcast %x : tensor<3x2xf32> -> tensor<3x1xf32>
  return
}

// -----

// The fourth element would be the ninth of seven.
func.func @slice(%x: tensor<7xf32>) {
  // expected-error@+1 {{GRAPH023}}
  %z = graph.slice %x {starts = array<i64: 1>, steps = array<i64: 2>} : tensor<7xf32> -> tensor<4xf32>
  return
}

// -----

// The body yields another type than the group has.
func.func @group(%x: tensor<4xf32>) {
  // expected-error@+1 {{GRAPH050}}
  %y = graph.group (%x) : (tensor<4xf32>) -> tensor<5xf32> {
  ^bb0(%a: tensor<4xf32>):
    graph.yield %a : tensor<4xf32>
  }
  return
}
