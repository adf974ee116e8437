// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Iterators are words of a short list.
func.func @f(%a: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{ASM003: expected `parallel`, `reduction` or `window` as iterators}}
  %0 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["serial"]}
      outs(%a : tensor<4xf32>) {
  ^bb0(%x: f32):
    linalg.yield %x : f32
  } -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// A function of floats has no body on integers.
func.func @f(%a: memref<4xi32>) {
  // expected-error@+1 {{LINALG001: `linalg.exp` has no body here: `exp` is a function of floats}}
  linalg.exp ins(%a : memref<4xi32>) outs(%a : memref<4xi32>)
  return
}

// -----

// Extents that meet in one loop agree.
func.func @f(%a: memref<4x3xf32>, %b: memref<5x6xf32>, %c: memref<4x6xf32>) {
  // expected-error@+1 {{LINALG002: dimension 0 of operand 1 is indexed from 0 to 2, its extent is 5}}
  linalg.matmul ins(%a, %b : memref<4x3xf32>, memref<5x6xf32>) outs(%c : memref<4x6xf32>)
  return
}

// -----

// A window stays inside the image.
func.func @f(%a: memref<1x4x4x2xf32>, %k: memref<3x3x2x2xf32>, %c: memref<1x3x2x2xf32>) {
  // expected-error@+1 {{LINALG002: dimension 1 of operand 0 is indexed from 0 to 4, its extent is 4}}
  linalg.conv_2d_nhwc_hwcf ins(%a, %k : memref<1x4x4x2xf32>, memref<3x3x2x2xf32>) outs(%c : memref<1x3x2x2xf32>)
  return
}

// -----

// The body yields an element of each output.
func.func @f(%a: memref<4xf32>, %x: i32) {
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} outs(%a : memref<4xf32>) {
  ^bb0(%e: f32):
    // expected-error@+1 {{LINALG002: it yields (i32), the outputs hold (f32)}}
    linalg.yield %x : i32
  }
  return
}

// -----

// A reduction drops what it reduces.
func.func @f(%a: tensor<4x8xf32>, %b: tensor<8xf32>) {
  // expected-error@+1 {{LINALG002: outputs lack the dimensions reduced}}
  %0 = linalg.reduce { arith.addf } ins(%a : tensor<4x8xf32>) outs(%b : tensor<8xf32>) dimensions = [1]
  return
}
