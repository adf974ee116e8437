// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s --print-op-generic | FileCheck %s --check-prefix=BODY
// Bodies that the text leaves out: products, cast to the type of the result.
// CHECK-LABEL: func.func @products
// BODY-LABEL: sym_name = "products"
func.func @products(%a: tensor<4x8xf16>, %b: tensor<8x6xf16>, %c: tensor<4x6xf32>, %i: memref<4x4xi1>) -> tensor<4x6xf32> {
  // CHECK: linalg.matmul ins(%a, %b : tensor<4x8xf16>, tensor<8x6xf16>) outs(%c : tensor<4x6xf32>) -> tensor<4x6xf32>
  // BODY: ^bb0(%[[A:.*]]: f16, %[[B:.*]]: f16, %[[C:.*]]: f32):
  // BODY: "arith.extf"(%[[A]])
  // BODY: "arith.extf"(%[[B]])
  // BODY: %[[P:.*]] = "arith.mulf"
  // BODY: %[[S:.*]] = "arith.addf"(%[[C]], %[[P]])
  // BODY: "linalg.yield"(%[[S]])
  %0 = linalg.matmul ins(%a, %b : tensor<4x8xf16>, tensor<8x6xf16>) outs(%c : tensor<4x6xf32>) -> tensor<4x6xf32>
  // CHECK: linalg.matmul indexing_maps = [
  // BODY: "arith.andi"
  // BODY: "arith.ori"
  linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>]
      ins(%i, %i : memref<4x4xi1>, memref<4x4xi1>) outs(%i : memref<4x4xi1>)
  return %0 : tensor<4x6xf32>
}

// Windows with strides; zero points are taken off first.
// CHECK-LABEL: func.func @windows
// BODY-LABEL: sym_name = "windows"
func.func @windows(%a: memref<1x9x9x2xi8>, %k: memref<3x3x2x4xi8>, %z: i32, %c: memref<1x4x4x4xi32>, %p: memref<2x2xf32>, %f: memref<1x8x8x2xf32>, %o: memref<1x4x4x2xf32>) {
  // CHECK: linalg.conv_2d_nhwc_hwcf_q {strides = dense<2> : tensor<2xi64>} ins(
  // BODY-COUNT-2: "arith.subi"
  linalg.conv_2d_nhwc_hwcf_q {strides = dense<2> : tensor<2xi64>} ins(%a, %k, %z, %z : memref<1x9x9x2xi8>, memref<3x3x2x4xi8>, i32, i32) outs(%c : memref<1x4x4x4xi32>)
  // CHECK: linalg.pooling_nhwc_max
  // BODY: "arith.maximumf"
  linalg.pooling_nhwc_max {strides = dense<2> : tensor<2xi64>} ins(%f, %p : memref<1x8x8x2xf32>, memref<2x2xf32>) outs(%o : memref<1x4x4x2xf32>)
  return
}

// One operation in braces, or a region.
// CHECK-LABEL: func.func @payloads
func.func @payloads(%a: tensor<4x8xf32>, %b: tensor<4xf32>, %t: tensor<8x4xf32>, %x: f32) {
  // CHECK: linalg.map { math.exp } ins(%a : tensor<4x8xf32>) outs(%a : tensor<4x8xf32>)
  %0 = linalg.map { math.exp } ins(%a : tensor<4x8xf32>) outs(%a : tensor<4x8xf32>)
  // CHECK: linalg.reduce { arith.addf {fastmath = #arith.fastmath<fast>} } ins(%a : tensor<4x8xf32>) outs(%b : tensor<4xf32>) dimensions = [1]
  %1 = linalg.reduce { arith.addf {fastmath = #arith.fastmath<fast>} } ins(%a : tensor<4x8xf32>) outs(%b : tensor<4xf32>) dimensions = [1]
  // CHECK: linalg.reduce ins(%a : tensor<4x8xf32>) outs(%b : tensor<4xf32>) dimensions = [1]
  // CHECK-NEXT: (%e: f32, %acc: f32) {
  %2 = linalg.reduce ins(%a : tensor<4x8xf32>) outs(%b : tensor<4xf32>) dimensions = [1]
    (%e: f32, %acc: f32) {
      %s = arith.mulf %e, %x : f32
      %r = arith.addf %s, %acc : f32
      linalg.yield %r : f32
    }
  // CHECK: linalg.transpose ins(%a : tensor<4x8xf32>) outs(%t : tensor<8x4xf32>) permutation = [1, 0]
  %3 = linalg.transpose ins(%a : tensor<4x8xf32>) outs(%t : tensor<8x4xf32>) permutation = [1, 0]
  // CHECK: linalg.broadcast ins(%b : tensor<4xf32>) outs(%a : tensor<4x8xf32>) dimensions = [1]
  %4 = linalg.broadcast ins(%b : tensor<4xf32>) outs(%a : tensor<4x8xf32>) dimensions = [1]
  // CHECK: linalg.elementwise kind=#linalg.elementwise_kind<add> ins(
  %5 = linalg.elementwise kind=#linalg.elementwise_kind<add> ins(%a, %a : tensor<4x8xf32>, tensor<4x8xf32>) outs(%a : tensor<4x8xf32>) -> tensor<4x8xf32>
  // CHECK: linalg.fill ins(%x : f32) outs(%a : tensor<4x8xf32>) -> tensor<4x8xf32>
  %6 = linalg.fill ins(%x : f32) outs(%a : tensor<4x8xf32>) -> tensor<4x8xf32>
  return
}
