// RUN: terrace opt %s | FileCheck %s
// RUN: terrace opt %s | terrace opt - | FileCheck %s

// One operand, type unchanged.
// CHECK-LABEL: func.func @unary
func.func @unary(%x: tensor<2x3xf32>, %b: tensor<2xi1>) {
  // CHECK: graph.abs %{{.*}} : tensor<2x3xf32>
  %abs = graph.abs %x : tensor<2x3xf32>
  // CHECK: graph.neg %{{.*}} : tensor<2x3xf32>
  %neg = graph.neg %x : tensor<2x3xf32>
  // CHECK: graph.sign %{{.*}} : tensor<2x3xf32>
  %sign = graph.sign %x : tensor<2x3xf32>
  // CHECK: graph.ceil %{{.*}} : tensor<2x3xf32>
  %ceil = graph.ceil %x : tensor<2x3xf32>
  // CHECK: graph.floor %{{.*}} : tensor<2x3xf32>
  %floor = graph.floor %x : tensor<2x3xf32>
  // CHECK: graph.round %{{.*}} : tensor<2x3xf32>
  %round = graph.round %x : tensor<2x3xf32>
  // CHECK: graph.exp %{{.*}} : tensor<2x3xf32>
  %exp = graph.exp %x : tensor<2x3xf32>
  // CHECK: graph.log %{{.*}} : tensor<2x3xf32>
  %log = graph.log %x : tensor<2x3xf32>
  // CHECK: graph.sqrt %{{.*}} : tensor<2x3xf32>
  %sqrt = graph.sqrt %x : tensor<2x3xf32>
  // CHECK: graph.sin %{{.*}} : tensor<2x3xf32>
  %sin = graph.sin %x : tensor<2x3xf32>
  // CHECK: graph.cos %{{.*}} : tensor<2x3xf32>
  %cos = graph.cos %x : tensor<2x3xf32>
  // CHECK: graph.tanh %{{.*}} : tensor<2x3xf32>
  %tanh = graph.tanh %x : tensor<2x3xf32>
  // CHECK: graph.erf %{{.*}} : tensor<2x3xf32>
  %erf = graph.erf %x : tensor<2x3xf32>
  // CHECK: graph.sigmoid %{{.*}} : tensor<2x3xf32>
  %sigmoid = graph.sigmoid %x : tensor<2x3xf32>
  // CHECK: graph.relu %{{.*}} : tensor<2x3xf32>
  %relu = graph.relu %x : tensor<2x3xf32>
  // CHECK: graph.gelu %{{.*}} {approximate = "tanh"} : tensor<2x3xf32>
  %gelu = graph.gelu %x {approximate = "tanh"} : tensor<2x3xf32>
  // CHECK: graph.not %{{.*}} : tensor<2xi1>
  %not = graph.not %b : tensor<2xi1>
  return
}

// Two operands that broadcast.
// CHECK-LABEL: func.func @binary
func.func @binary(%x: tensor<2x3xf32>, %y: tensor<3xf32>, %b: tensor<2xi1>, %i: tensor<2xi64>) {
  // CHECK: graph.add %{{.*}}, %{{.*}} : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  %add = graph.add %x, %y : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  // CHECK: graph.sub %{{.*}}, %{{.*}} : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  %sub = graph.sub %x, %y : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  // CHECK: graph.mul %{{.*}}, %{{.*}} : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  %mul = graph.mul %x, %y : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  // CHECK: graph.div %{{.*}}, %{{.*}} : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  %div = graph.div %x, %y : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  // CHECK: graph.pow %{{.*}}, %{{.*}} : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  %pow = graph.pow %x, %y : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  // CHECK: graph.max %{{.*}}, %{{.*}} : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  %max = graph.max %x, %y : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  // CHECK: graph.min %{{.*}}, %{{.*}} : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  %min = graph.min %x, %y : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  // CHECK: graph.mod %{{.*}}, %{{.*}} {truncate = true} : tensor<2xi64>, tensor<2xi64> -> tensor<2xi64>
  %mod = graph.mod %i, %i {truncate = true} : tensor<2xi64>, tensor<2xi64> -> tensor<2xi64>
  // CHECK: graph.and %{{.*}}, %{{.*}} : tensor<2xi1>, tensor<2xi1> -> tensor<2xi1>
  %and = graph.and %b, %b : tensor<2xi1>, tensor<2xi1> -> tensor<2xi1>
  // CHECK: graph.or %{{.*}}, %{{.*}} : tensor<2xi1>, tensor<2xi1> -> tensor<2xi1>
  %or = graph.or %b, %b : tensor<2xi1>, tensor<2xi1> -> tensor<2xi1>
  // CHECK: graph.xor %{{.*}}, %{{.*}} : tensor<2xi1>, tensor<2xi1> -> tensor<2xi1>
  %xor = graph.xor %b, %b : tensor<2xi1>, tensor<2xi1> -> tensor<2xi1>
  // CHECK: graph.compare "lt", %{{.*}}, %{{.*}} : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xi1>
  %lt = graph.compare "lt", %x, %y : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xi1>
  // CHECK: graph.select %{{.*}}, %{{.*}}, %{{.*}} : (tensor<2xi1>, tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
  %sel = graph.select %b, %i, %i : (tensor<2xi1>, tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
  // CHECK: graph.cast %{{.*}} : tensor<2x3xf32> -> tensor<2x3xi32>
  %cast = graph.cast %x : tensor<2x3xf32> -> tensor<2x3xi32>
  return
}

// Contractions and windows.
// CHECK-LABEL: func.func @windows
func.func @windows(%a: tensor<5x4x8xf32>, %b: tensor<8x16xf32>, %x: tensor<1x4x9x10xf32>, %w: tensor<6x2x3x3xf32>, %bias: tensor<6xf32>) {
  // CHECK: graph.matmul %{{.*}}, %{{.*}} : tensor<5x4x8xf32>, tensor<8x16xf32> -> tensor<5x4x16xf32>
  %mm = graph.matmul %a, %b : tensor<5x4x8xf32>, tensor<8x16xf32> -> tensor<5x4x16xf32>
  // CHECK: graph.conv %{{.*}}, %{{.*}}, %{{.*}} {dilations = array<i64: 1, 1>, groups = 2 : i64, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>} : (tensor<1x4x9x10xf32>, tensor<6x2x3x3xf32>, tensor<6xf32>) -> tensor<1x6x5x5xf32>
  %conv = graph.conv %x, %w, %bias {dilations = array<i64: 1, 1>, groups = 2 : i64, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>} : (tensor<1x4x9x10xf32>, tensor<6x2x3x3xf32>, tensor<6xf32>) -> tensor<1x6x5x5xf32>
  // CHECK: graph.conv %{{.*}}, %{{.*}} {dilations = array<i64: 1, 1>, groups = 2 : i64, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>} : (tensor<1x4x9x10xf32>, tensor<6x2x3x3xf32>) -> tensor<1x6x7x8xf32>
  %plain = graph.conv %x, %w {dilations = array<i64: 1, 1>, groups = 2 : i64, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>} : (tensor<1x4x9x10xf32>, tensor<6x2x3x3xf32>) -> tensor<1x6x7x8xf32>
  // CHECK: graph.max_pool %{{.*}} {dilations = array<i64: 1, 1>, kernel = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>} : tensor<1x4x9x10xf32> -> tensor<1x4x4x5xf32>
  %max = graph.max_pool %x {dilations = array<i64: 1, 1>, kernel = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>} : tensor<1x4x9x10xf32> -> tensor<1x4x4x5xf32>
  // CHECK: graph.avg_pool %{{.*}} {count_include_pad = true, dilations = array<i64: 1, 1>, kernel = array<i64: 2, 2>, pads = array<i64: 0, 0, 1, 0>, strides = array<i64: 2, 2>} : tensor<1x4x9x10xf32> -> tensor<1x4x5x5xf32>
  %avg = graph.avg_pool %x {count_include_pad = true, dilations = array<i64: 1, 1>, kernel = array<i64: 2, 2>, pads = array<i64: 0, 0, 1, 0>, strides = array<i64: 2, 2>} : tensor<1x4x9x10xf32> -> tensor<1x4x5x5xf32>
  return
}

// Reductions and running sums.
// CHECK-LABEL: func.func @reductions
func.func @reductions(%x: tensor<2x3xf32>) {
  // CHECK: graph.reduce_sum %{{.*}} {axes = array<i64: 1>, keep_dims = true} : tensor<2x3xf32> -> tensor<2x1xf32>
  %sum = graph.reduce_sum %x {axes = array<i64: 1>, keep_dims = true} : tensor<2x3xf32> -> tensor<2x1xf32>
  // CHECK: graph.reduce_mean %{{.*}} {axes = array<i64: 1>, keep_dims = true} : tensor<2x3xf32> -> tensor<2x1xf32>
  %mean = graph.reduce_mean %x {axes = array<i64: 1>, keep_dims = true} : tensor<2x3xf32> -> tensor<2x1xf32>
  // CHECK: graph.reduce_prod %{{.*}} {axes = array<i64: 1>, keep_dims = true} : tensor<2x3xf32> -> tensor<2x1xf32>
  %prod = graph.reduce_prod %x {axes = array<i64: 1>, keep_dims = true} : tensor<2x3xf32> -> tensor<2x1xf32>
  // CHECK: graph.reduce_max %{{.*}} {axes = array<i64: 1>, keep_dims = true} : tensor<2x3xf32> -> tensor<2x1xf32>
  %max = graph.reduce_max %x {axes = array<i64: 1>, keep_dims = true} : tensor<2x3xf32> -> tensor<2x1xf32>
  // CHECK: graph.reduce_min %{{.*}} {axes = array<i64: 1>, keep_dims = true} : tensor<2x3xf32> -> tensor<2x1xf32>
  %min = graph.reduce_min %x {axes = array<i64: 1>, keep_dims = true} : tensor<2x3xf32> -> tensor<2x1xf32>
  // CHECK: graph.argmax %{{.*}} {axis = 0 : i64, last_index = true} : tensor<2x3xf32> -> tensor<3xi64>
  %argmax = graph.argmax %x {axis = 0 : i64, last_index = true} : tensor<2x3xf32> -> tensor<3xi64>
  // CHECK: graph.argmin %{{.*}} {axis = 0 : i64, last_index = true} : tensor<2x3xf32> -> tensor<3xi64>
  %argmin = graph.argmin %x {axis = 0 : i64, last_index = true} : tensor<2x3xf32> -> tensor<3xi64>
  // CHECK: graph.cumsum %{{.*}} {axis = 1 : i64, exclusive = true} : tensor<2x3xf32>
  %cumsum = graph.cumsum %x {axis = 1 : i64, exclusive = true} : tensor<2x3xf32>
  return
}

// Normalisations.
// CHECK-LABEL: func.func @normalizations
func.func @normalizations(%x: tensor<2x3x4xf32>, %s: tensor<3xf32>, %t: tensor<4xf32>) {
  // CHECK: graph.softmax %{{.*}} {axis = 2 : i64} : tensor<2x3x4xf32>
  %soft = graph.softmax %x {axis = 2 : i64} : tensor<2x3x4xf32>
  // CHECK: graph.log_softmax %{{.*}} {axis = 2 : i64} : tensor<2x3x4xf32>
  %logsoft = graph.log_softmax %x {axis = 2 : i64} : tensor<2x3x4xf32>
  // CHECK: graph.layer_norm %{{.*}}, %{{.*}} {axis = 2 : i64, epsilon = 1.000000e-05 : f64} : (tensor<2x3x4xf32>, tensor<4xf32>) -> tensor<2x3x4xf32>
  %ln = graph.layer_norm %x, %t {axis = 2 : i64, epsilon = 1.000000e-05 : f64} : (tensor<2x3x4xf32>, tensor<4xf32>) -> tensor<2x3x4xf32>
  // CHECK: graph.batch_norm %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} {epsilon = 1.000000e-05 : f64} : (tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<2x3x4xf32>
  %bn = graph.batch_norm %x, %s, %s, %s, %s {epsilon = 1.000000e-05 : f64} : (tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<2x3x4xf32>
  // CHECK: graph.lrn %{{.*}} {alpha = 1.000000e-04 : f64, beta = 7.500000e-01 : f64, bias = 1.000000e+00 : f64, size = 5 : i64} : tensor<2x3x4xf32>
  %lrn = graph.lrn %x {alpha = 1.000000e-04 : f64, beta = 7.500000e-01 : f64, bias = 1.000000e+00 : f64, size = 5 : i64} : tensor<2x3x4xf32>
  return
}

// Movement.
// CHECK-LABEL: func.func @movement
func.func @movement(%x: tensor<2x6xf32>, %y: tensor<2x1xf32>, %z: tensor<f32>) {
  // CHECK: graph.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
  %c = graph.constant dense<[1.0, 2.0]> : tensor<2xf32>
  // CHECK: graph.iota {axis = 1 : i64} : tensor<2x3xi64>
  %iota = graph.iota {axis = 1 : i64} : tensor<2x3xi64>
  // CHECK: graph.reshape %{{.*}} : tensor<2x6xf32> -> tensor<3x4xf32>
  %rs = graph.reshape %x : tensor<2x6xf32> -> tensor<3x4xf32>
  // CHECK: graph.transpose %{{.*}} {perm = array<i64: 1, 0>} : tensor<2x6xf32> -> tensor<6x2xf32>
  %tr = graph.transpose %x {perm = array<i64: 1, 0>} : tensor<2x6xf32> -> tensor<6x2xf32>
  // CHECK: graph.broadcast %{{.*}} : tensor<2x1xf32> -> tensor<5x2x3xf32>
  %bc = graph.broadcast %y : tensor<2x1xf32> -> tensor<5x2x3xf32>
  // CHECK: graph.concat %{{.*}}, %{{.*}} {axis = 1 : i64} : tensor<2x6xf32>, tensor<2x1xf32> -> tensor<2x7xf32>
  %cc = graph.concat %x, %y {axis = 1 : i64} : tensor<2x6xf32>, tensor<2x1xf32> -> tensor<2x7xf32>
  // CHECK: graph.slice %{{.*}} {starts = array<i64: 0, 5>, steps = array<i64: 1, -2>} : tensor<2x6xf32> -> tensor<2x3xf32>
  %sl = graph.slice %x {starts = array<i64: 0, 5>, steps = array<i64: 1, -2>} : tensor<2x6xf32> -> tensor<2x3xf32>
  // CHECK: graph.pad %{{.*}}, %{{.*}} {high = array<i64: 0, -1>, low = array<i64: 1, 0>, mode = "edge"} : tensor<2x6xf32>, tensor<f32> -> tensor<3x5xf32>
  %pad = graph.pad %x, %z {high = array<i64: 0, -1>, low = array<i64: 1, 0>, mode = "edge"} : tensor<2x6xf32>, tensor<f32> -> tensor<3x5xf32>
  return
}

// Indices and grids.
// CHECK-LABEL: func.func @indices
func.func @indices(%x: tensor<2x3x4xf32>, %i: tensor<5x6xi64>, %j: tensor<2x3x7xi64>, %k: tensor<2x5x1xi64>, %s: tensor<f32>, %q: tensor<i8>, %ss: tensor<3xf32>, %qs: tensor<3xi8>) {
  // CHECK: graph.gather %{{.*}}, %{{.*}} {axis = 1 : i64} : tensor<2x3x4xf32>, tensor<5x6xi64> -> tensor<2x5x6x4xf32>
  %ga = graph.gather %x, %i {axis = 1 : i64} : tensor<2x3x4xf32>, tensor<5x6xi64> -> tensor<2x5x6x4xf32>
  // CHECK: graph.gather_elements %{{.*}}, %{{.*}} {axis = 2 : i64} : tensor<2x3x4xf32>, tensor<2x3x7xi64> -> tensor<2x3x7xf32>
  %ge = graph.gather_elements %x, %j {axis = 2 : i64} : tensor<2x3x4xf32>, tensor<2x3x7xi64> -> tensor<2x3x7xf32>
  // CHECK: graph.gather_nd %{{.*}}, %{{.*}} {batch_dims = 1 : i64} : tensor<2x3x4xf32>, tensor<2x5x1xi64> -> tensor<2x5x4xf32>
  %gn = graph.gather_nd %x, %k {batch_dims = 1 : i64} : tensor<2x3x4xf32>, tensor<2x5x1xi64> -> tensor<2x5x4xf32>
  // CHECK: graph.topk %{{.*}} {axis = 2 : i64, largest = false} : tensor<2x3x4xf32> -> tensor<2x3x2xf32>, tensor<2x3x2xi64>
  %v, %p = graph.topk %x {axis = 2 : i64, largest = false} : tensor<2x3x4xf32> -> tensor<2x3x2xf32>, tensor<2x3x2xi64>
  // CHECK: graph.quantize %{{.*}}, %{{.*}}, %{{.*}} : (tensor<2x3x4xf32>, tensor<f32>, tensor<i8>) -> tensor<2x3x4xi8>
  %qu = graph.quantize %x, %s, %q : (tensor<2x3x4xf32>, tensor<f32>, tensor<i8>) -> tensor<2x3x4xi8>
  // CHECK: graph.dequantize %{{.*}}, %{{.*}}, %{{.*}} {axis = 1 : i64} : (tensor<2x3x4xi8>, tensor<3xf32>, tensor<3xi8>) -> tensor<2x3x4xf32>
  %dq = graph.dequantize %qu, %ss, %qs {axis = 1 : i64} : (tensor<2x3x4xi8>, tensor<3xf32>, tensor<3xi8>) -> tensor<2x3x4xf32>
  return
}

// A group sees its operands only.
// CHECK-LABEL: func.func @group
func.func @group(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: graph.group(%{{.*}}) {root = "relu"} : (tensor<4xf32>) -> tensor<4xf32> {
  %y = graph.group (%x) {root = "relu"} : (tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-NEXT: ^bb0(%[[A:.*]]: tensor<4xf32>):
  ^bb0(%a: tensor<4xf32>):
    // CHECK-NEXT: %[[B:.*]] = graph.relu %[[A]] : tensor<4xf32>
    %b = graph.relu %a : tensor<4xf32>
    // CHECK-NEXT: graph.yield %[[B]] : tensor<4xf32>
    graph.yield %b : tensor<4xf32>
  }
  return %y : tensor<4xf32>
}
