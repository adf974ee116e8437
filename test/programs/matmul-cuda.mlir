// A matrix product for a GPU: 197x768 times 768x768 in half precision with sums in single precision,
// then bias and GELU.
//
// A thread block makes 64x64 elements. Its 128 threads copy tiles of both operands to shared memory
// together, three steps of the reduction in flight; while one step is copied, the one two steps
// earlier is multiplied, so the tiles have three versions. Each of the four warps multiplies 16 rows
// with `mma.sync`. Rows beyond the last are read as zeros and not written.
func.func private @program(%a: memref<197x768xf32>, %b: memref<768x768xf32>, %bias: memref<768xf32>,
                           %c: memref<197x768xf32>) {
  loop.for %by = 0 to 4 #loop.bind<"block.y"> {
    loop.for %bx = 0 to 12 #loop.bind<"block.x"> {
      %sa = loop.alloc : memref<3x64x16xf16, "shared">
      %sb = loop.alloc : memref<3x16x64xf16, "shared">
      %acc = loop.alloc : memref<64x64xf32, "local">
      loop.for %w = 0 to 4 #loop.bind<"warp"> {
        loop.for %i = 0 to 16 {
          loop.for %j = 0 to 64 vector {
            loop.block "zero" axes(m = %by * 64 + %w * 16 + %i : 256, n = %bx * 64 + %j : 768) body {
            ^bb0(%m: index, %n: index):
              %zero = arith.constant 0.0 : f32
              loop.store %zero, %acc[%m mod 64, %n mod 64] : memref<64x64xf32, "local">
            }
          }
        }
      }
      loop.for %ko = 0 to 48 #loop.pipeline<stages = 3, at = [0, 0, 2]> {
        loop.for %t = 0 to 128 #loop.bind<"thread.x"> {
          loop.for %v = 0 to 8 vector {
            loop.block "stage_a"
                axes(m = %by * 64 + %t floordiv 2 : 256, k = %ko * 16 + %t mod 2 * 8 + %v : 768) body {
            ^bb0(%m: index, %k: index):
              %x = loop.load %a[%m, %k] else 0.0 : f32 : memref<197x768xf32>
              %h = arith.truncf %x : f32 to f16
              loop.store %h, %sa[%k floordiv 16 mod 3, %m mod 64, %k mod 16]
                  : memref<3x64x16xf16, "shared">
            }
          }
        }
        loop.for %t = 0 to 128 #loop.bind<"thread.x"> {
          loop.for %v = 0 to 8 vector {
            loop.block "stage_b"
                axes(k = %ko * 16 + %t floordiv 8 : 768, n = %bx * 64 + %t mod 8 * 8 + %v : 768) body {
            ^bb0(%k: index, %n: index):
              %x = loop.load %b[%k, %n] : memref<768x768xf32>
              %h = arith.truncf %x : f32 to f16
              loop.store %h, %sb[%k floordiv 16 mod 3, %k mod 16, %n mod 64]
                  : memref<3x16x64xf16, "shared">
            }
          }
        }
        loop.for %w = 0 to 4 #loop.bind<"warp"> {
          loop.for %j = 0 to 8 unroll {
            loop.intrinsic "mma.sync.m16n8k16.f32.f16.f16.f32"
                reads(%sa[%ko mod 3, %w * 16, 0] by (1, 16, 16), %sb[%ko mod 3, 0, %j * 8] by (1, 16, 8))
                writes(%acc[%w * 16, %j * 8] by (16, 8))
                : memref<3x64x16xf16, "shared">, memref<3x16x64xf16, "shared">, memref<64x64xf32, "local"> {
              loop.for %mi = 0 to 16 {
                loop.for %ki = 0 to 16 {
                  loop.for %ni = 0 to 8 vector {
                    loop.block "product"
                        axes(m = %by * 64 + %w * 16 + %mi : 256, n = %bx * 64 + %j * 8 + %ni : 768)
                        reduce(k = %ko * 16 + %ki : 768) reassoc body {
                    ^bb0(%m: index, %n: index, %k: index):
                      %x = loop.load %sa[%k floordiv 16 mod 3, %m mod 64, %k mod 16]
                          : memref<3x64x16xf16, "shared">
                      %y = loop.load %sb[%k floordiv 16 mod 3, %k mod 16, %n mod 64]
                          : memref<3x16x64xf16, "shared">
                      %xw = arith.extf %x : f16 to f32
                      %yw = arith.extf %y : f16 to f32
                      %p = arith.mulf %xw, %yw : f32
                      %s = loop.load %acc[%m mod 64, %n mod 64] : memref<64x64xf32, "local">
                      %r = arith.addf %s, %p : f32
                      loop.store %r, %acc[%m mod 64, %n mod 64] : memref<64x64xf32, "local">
                    }
                  }
                }
              }
            }
          }
        }
      }
      loop.for %w = 0 to 4 #loop.bind<"warp"> {
        loop.for %i = 0 to 16 {
          loop.for %j = 0 to 64 vector {
            loop.block "gelu" axes(m = %by * 64 + %w * 16 + %i : 197, n = %bx * 64 + %j : 768)
                where %by * 64 + %w * 16 + %i <= 196 body {
            ^bb0(%m: index, %n: index):
              %s = loop.load %acc[%m mod 64, %n mod 64] : memref<64x64xf32, "local">
              %u = loop.load %bias[%n] : memref<768xf32>
              %x = arith.addf %s, %u : f32
              %half = arith.constant 0.5 : f32
              %one = arith.constant 1.0 : f32
              %root = arith.constant 0.707106769 : f32
              %scaled = arith.mulf %x, %root : f32
              %e = math.erf %scaled : f32
              %more = arith.addf %e, %one : f32
              %g = arith.mulf %x, %half : f32
              %y = arith.mulf %g, %more : f32
              loop.store %y, %c[%m, %n] : memref<197x768xf32>
            }
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
    %xh = arith.truncf %x : f32 to f16
    %yh = arith.truncf %y : f32 to f16
    %xw = arith.extf %xh : f16 to f32
    %yw = arith.extf %yh : f16 to f32
    %p = arith.mulf %xw, %yw : f32
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
