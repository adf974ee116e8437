// A matrix product for two cores: 197x768 times 768x768, then bias and GELU.
//
// The right operand is packed into panels of 32 columns. Tiles are 14 rows by 32 columns, held in
// registers over the whole reduction; the last tile of 15 has one row, the others of it are cut off
// by conditions. Each core takes half of the 360 tiles.
func.func private @program(%a: memref<197x768xf32>, %b: memref<768x768xf32>, %bias: memref<768xf32>,
                           %c: memref<197x768xf32>) {
  %packed = loop.alloc : memref<24x768x32xf32>
  loop.for %panel = 0 to 24 parallel {
    loop.for %k = 0 to 768 {
      loop.for %ni = 0 to 32 vector {
        loop.block "pack" axes(p = %panel : 24, k = %k : 768, i = %ni : 32) body {
        ^bb0(%vp: index, %vk: index, %vi: index):
          %x = loop.load %b[%vk, %vp * 32 + %vi] : memref<768x768xf32>
          loop.store %x, %packed[%vp, %vk, %vi] : memref<24x768x32xf32>
        }
      }
    }
  }
  loop.for %core = 0 to 2 parallel {
    loop.for %tile = 0 to 180 {
      %acc = loop.alloc : memref<14x32xf32, "local">
      loop.for %k = 0 to 768 {
        loop.for %mi = 0 to 14 unroll {
          loop.for %ni = 0 to 32 vector {
            loop.block "product"
                axes(m = (%core * 180 + %tile) floordiv 24 * 14 + %mi : 197,
                     n = (%core * 180 + %tile) mod 24 * 32 + %ni : 768)
                reduce(k = %k : 768)
                where (%core * 180 + %tile) floordiv 24 * 14 + %mi <= 196 reassoc init {
            ^bb0(%vm: index, %vn: index, %vk: index):
              %zero = arith.constant 0.0 : f32
              loop.store %zero, %acc[%vm mod 14, %vn mod 32] : memref<14x32xf32, "local">
            } body {
            ^bb0(%vm: index, %vn: index, %vk: index):
              %x = loop.load %a[%vm, %vk] : memref<197x768xf32>
              %y = loop.load %packed[%vn floordiv 32, %vk, %vn mod 32] : memref<24x768x32xf32>
              %p = arith.mulf %x, %y : f32
              %s = loop.load %acc[%vm mod 14, %vn mod 32] : memref<14x32xf32, "local">
              %t = arith.addf %s, %p : f32
              loop.store %t, %acc[%vm mod 14, %vn mod 32] : memref<14x32xf32, "local">
            }
          }
        }
      }
      loop.for %mi = 0 to 14 unroll {
        loop.for %ni = 0 to 32 vector {
          loop.block "gelu"
              axes(m = (%core * 180 + %tile) floordiv 24 * 14 + %mi : 197,
                   n = (%core * 180 + %tile) mod 24 * 32 + %ni : 768)
              where (%core * 180 + %tile) floordiv 24 * 14 + %mi <= 196 body {
          ^bb0(%vm: index, %vn: index):
            %s = loop.load %acc[%vm mod 14, %vn mod 32] : memref<14x32xf32, "local">
            %w = loop.load %bias[%vn] : memref<768xf32>
            %x = arith.addf %s, %w : f32
            %half = arith.constant 0.5 : f32
            %one = arith.constant 1.0 : f32
            %root = arith.constant 0.707106769 : f32
            %scaled = arith.mulf %x, %root : f32
            %e = math.erf %scaled : f32
            %more = arith.addf %e, %one : f32
            %h = arith.mulf %x, %half : f32
            %y = arith.mulf %h, %more : f32
            loop.store %y, %c[%vm, %vn] : memref<197x768xf32>
          }
        }
      }
    }
  }
  return
}

// What it is to compute, in the same order.
func.func private @formula(%a: tensor<197x768xf32>, %b: tensor<768x768xf32>, %bias: tensor<768xf32>)
    -> tensor<197x768xf32> {
  %c = te.compute axes(m = 197, n = 768) reduce(k = 768) ins(%a[m, k], %b[k, n]) combine add reassoc
      : tensor<197x768xf32>, tensor<768x768xf32> -> tensor<197x768xf32> {
  ^bb0(%x: f32, %y: f32):
    %p = arith.mulf %x, %y : f32
    te.yield %p : f32
  }
  %d = te.compute axes(m = 197, n = 768) ins(%c[m, n], %bias[n])
      : tensor<197x768xf32>, tensor<768xf32> -> tensor<197x768xf32> {
  ^bb0(%s: f32, %w: f32):
    %x = arith.addf %s, %w : f32
    %half = arith.constant 0.5 : f32
    %one = arith.constant 1.0 : f32
    %root = arith.constant 0.707106769 : f32
    %scaled = arith.mulf %x, %root : f32
    %e = math.erf %scaled : f32
    %more = arith.addf %e, %one : f32
    %h = arith.mulf %x, %half : f32
    %y = arith.mulf %h, %more : f32
    te.yield %y : f32
  }
  return %d : tensor<197x768xf32>
}

// Numbers between -1 and 1 that repeat in no dimension.
func.func private @inputs()
    -> (tensor<197x768xf32>, tensor<768x768xf32>, tensor<768xf32>) {
  %x = te.compute axes(i = 768, j = 768) ins() : -> tensor<768x768xf32> {
    %i = te.index 0
    %j = te.index 1
    %c29 = arith.constant 29 : index
    %c31 = arith.constant 31 : index
    %c97 = arith.constant 97 : index
    %c48 = arith.constant 48 : index
    %ii = arith.muli %i, %c29 : index
    %jj = arith.muli %j, %c31 : index
    %s = arith.addi %ii, %jj : index
    %r = arith.remui %s, %c97 : index
    %d = arith.subi %r, %c48 : index
    %n = arith.index_cast %d : index to i64
    %f = arith.sitofp %n : i64 to f32
    %scale = arith.constant 48.0 : f32
    %v = arith.divf %f, %scale : f32
    te.yield %v : f32
  }
  %a = te.compute axes(m = 197, k = 768) ins(%x[3 * m, k])
      : tensor<768x768xf32> -> tensor<197x768xf32> {
  ^bb0(%v: f32):
    te.yield %v : f32
  }
  %bias = te.compute axes(n = 768) ins(%x[n, 5]) : tensor<768x768xf32> -> tensor<768xf32> {
  ^bb0(%v: f32):
    te.yield %v : f32
  }
  return %a, %x, %bias : tensor<197x768xf32>, tensor<768x768xf32>, tensor<768xf32>
}

// The largest difference, and the largest element of what was expected.
func.func @main() -> (tensor<f32>, tensor<f32>) {
  %a, %b, %bias = func.call @inputs()
      : () -> (tensor<197x768xf32>, tensor<768x768xf32>, tensor<768xf32>)
  %expected = func.call @formula(%a, %b, %bias)
      : (tensor<197x768xf32>, tensor<768x768xf32>, tensor<768xf32>) -> tensor<197x768xf32>
  %am = bufferization.to_buffer %a : tensor<197x768xf32> to memref<197x768xf32>
  %bm = bufferization.to_buffer %b : tensor<768x768xf32> to memref<768x768xf32>
  %biasm = bufferization.to_buffer %bias : tensor<768xf32> to memref<768xf32>
  %c = loop.alloc : memref<197x768xf32>
  func.call @program(%am, %bm, %biasm, %c)
      : (memref<197x768xf32>, memref<768x768xf32>, memref<768xf32>, memref<197x768xf32>) -> ()
  %actual = bufferization.to_tensor %c : memref<197x768xf32> to tensor<197x768xf32>
  %r:2 = te.compute axes() reduce(m = 197, n = 768) ins(%expected[m, n], %actual[m, n])
      combine max, max : tensor<197x768xf32>, tensor<197x768xf32> -> tensor<f32>, tensor<f32> {
  ^bb0(%x: f32, %y: f32):
    %d = arith.subf %x, %y : f32
    %abs = math.absf %d : f32
    te.yield %abs, %x : f32, f32
  }
  return %r#0, %r#1 : tensor<f32>, tensor<f32>
}
