// A 3x3 convolution for an FPGA, 4 channels of 16x16 to 8 channels of 14x14, as two tasks with a
// stream between them.
//
// The first task reads the image row by row, all channels of a pixel one after another. The second
// keeps the last two rows in a line buffer and nine elements of each channel in a window, takes one
// element in each cycle, and after the last channel of a pixel has a new element of every output
// channel. Weights lie in banks, so that all that one cycle needs are read at the same time.
func.func private @program(%image: memref<4x16x16xi32>, %weights: memref<8x4x3x3xi32>,
                           %out: memref<8x14x14xi32>) {
  loop.dataflow {
    %pixels = loop.stream : !loop.stream<i32, 8>
    loop.task "read" {
      loop.for %y = 0 to 16 {
        loop.for %x = 0 to 16 {
          loop.for %c = 0 to 4 #loop.pipeline<ii = 1> {
            %v = loop.load %image[%c, %y, %x] : memref<4x16x16xi32>
            loop.push %v, %pixels : i32, !loop.stream<i32, 8>
          }
        }
      }
    }
    loop.task "convolve" {
      %w = loop.alloc : memref<8x4x3x3xi32, #loop.banks<cyclic = [8, 1, 3, 3]>>
      %lines = loop.alloc : memref<4x2x16xi32, #loop.banks<cyclic = [1, 2, 1], ports = 2>>
      %window = loop.alloc : memref<4x3x3xi32, #loop.banks<cyclic = [1, 3, 3]>>
      %sums = loop.alloc : memref<8xi32, #loop.banks<cyclic = [8]>>
      %zero = arith.constant 0 : i32
      loop.for %o = 0 to 8 {
        loop.for %c = 0 to 4 {
          loop.for %r = 0 to 3 {
            loop.for %s = 0 to 3 #loop.pipeline<ii = 1> {
              %v = loop.load %weights[%o, %c, %r, %s] : memref<8x4x3x3xi32>
              loop.store %v, %w[%o, %c, %r, %s]
                  : memref<8x4x3x3xi32, #loop.banks<cyclic = [8, 1, 3, 3]>>
            }
          }
        }
      }
      loop.for %c = 0 to 4 {
        loop.for %x = 0 to 16 #loop.pipeline<ii = 1> {
          loop.for %r = 0 to 2 unroll {
            loop.store %zero, %lines[%c, %r, %x]
                : memref<4x2x16xi32, #loop.banks<cyclic = [1, 2, 1], ports = 2>>
          }
        }
        loop.for %r = 0 to 3 unroll {
          loop.for %s = 0 to 3 unroll {
            loop.store %zero, %window[%c, %r, %s]
                : memref<4x3x3xi32, #loop.banks<cyclic = [1, 3, 3]>>
          }
        }
      }
      loop.for %y = 0 to 16 {
        loop.for %x = 0 to 16 {
          loop.for %c = 0 to 4 #loop.pipeline<ii = 1> {
            loop.for %r = 0 to 3 unroll {
              loop.for %s = 0 to 2 unroll {
                %v = loop.load %window[%c, %r, %s + 1]
                    : memref<4x3x3xi32, #loop.banks<cyclic = [1, 3, 3]>>
                loop.store %v, %window[%c, %r, %s]
                    : memref<4x3x3xi32, #loop.banks<cyclic = [1, 3, 3]>>
              }
            }
            loop.for %r = 0 to 2 unroll {
              %v = loop.load %lines[%c, %r, %x]
                  : memref<4x2x16xi32, #loop.banks<cyclic = [1, 2, 1], ports = 2>>
              loop.store %v, %window[%c, %r, 2]
                  : memref<4x3x3xi32, #loop.banks<cyclic = [1, 3, 3]>>
            }
            %new = loop.pop %pixels : !loop.stream<i32, 8> -> i32
            loop.store %new, %window[%c, 2, 2]
                : memref<4x3x3xi32, #loop.banks<cyclic = [1, 3, 3]>>
            %below = loop.load %lines[%c, 1, %x]
                : memref<4x2x16xi32, #loop.banks<cyclic = [1, 2, 1], ports = 2>>
            loop.store %below, %lines[%c, 0, %x]
                : memref<4x2x16xi32, #loop.banks<cyclic = [1, 2, 1], ports = 2>>
            loop.store %new, %lines[%c, 1, %x]
                : memref<4x2x16xi32, #loop.banks<cyclic = [1, 2, 1], ports = 2>>
            loop.for %o = 0 to 8 unroll {
              loop.for %r = 0 to 3 unroll {
                loop.for %s = 0 to 3 unroll {
                  loop.block "conv" axes(o = %o : 8, p = %y - 2 : 14, q = %x - 2 : 14)
                      reduce(c = %c : 4, r = %r : 3, s = %s : 3)
                      where %y - 2 >= 0 and %x - 2 >= 0 reassoc init {
                  ^bb0(%vo: index, %vp: index, %vq: index, %vc: index, %vr: index, %vs: index):
                    loop.store %zero, %sums[%vo] : memref<8xi32, #loop.banks<cyclic = [8]>>
                  } body {
                  ^bb0(%vo: index, %vp: index, %vq: index, %vc: index, %vr: index, %vs: index):
                    %e = loop.load %window[%vc, %vr, %vs]
                        : memref<4x3x3xi32, #loop.banks<cyclic = [1, 3, 3]>>
                    %f = loop.load %w[%vo, %vc, %vr, %vs]
                        : memref<8x4x3x3xi32, #loop.banks<cyclic = [8, 1, 3, 3]>>
                    %p = arith.muli %e, %f : i32
                    %t = loop.load %sums[%vo] : memref<8xi32, #loop.banks<cyclic = [8]>>
                    %u = arith.addi %t, %p : i32
                    loop.store %u, %sums[%vo] : memref<8xi32, #loop.banks<cyclic = [8]>>
                  }
                }
              }
              loop.block "write" axes(o = %o : 8, p = %y - 2 : 14, q = %x - 2 : 14)
                  where %y - 2 >= 0 and %x - 2 >= 0 and %c == 3 body {
              ^bb0(%vo: index, %vp: index, %vq: index):
                %t = loop.load %sums[%vo] : memref<8xi32, #loop.banks<cyclic = [8]>>
                loop.store %t, %out[%vo, %vp, %vq] : memref<8x14x14xi32>
              }
            }
          }
        }
      }
    }
  }
  return
}

// What it is to compute, in the same order.
func.func private @formula(%image: tensor<4x16x16xi32>, %weights: tensor<8x4x3x3xi32>)
    -> tensor<8x14x14xi32> {
  %c = te.compute axes(o = 8, p = 14, q = 14) reduce(c = 4, r = 3, s = 3)
      ins(%image[c, p + r, q + s], %weights[o, c, r, s]) combine add reassoc
      : tensor<4x16x16xi32>, tensor<8x4x3x3xi32> -> tensor<8x14x14xi32> {
  ^bb0(%x: i32, %y: i32):
    %p = arith.muli %x, %y : i32
    te.yield %p : i32
  }
  return %c : tensor<8x14x14xi32>
}

// Numbers from -48 to 48 that repeat in no dimension.
func.func private @inputs() -> (tensor<4x16x16xi32>, tensor<8x4x3x3xi32>) {
  %x = te.compute axes(i = 32, j = 256) ins() : -> tensor<32x256xi32> {
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
    %v = arith.index_cast %d : index to i32
    te.yield %v : i32
  }
  %image = te.compute axes(c = 4, y = 16, x = 16) ins(%x[c, 16 * y + x])
      : tensor<32x256xi32> -> tensor<4x16x16xi32> {
  ^bb0(%v: i32):
    te.yield %v : i32
  }
  %weights = te.compute axes(o = 8, c = 4, r = 3, s = 3) ins(%x[4 * o + c, 3 * r + s])
      : tensor<32x256xi32> -> tensor<8x4x3x3xi32> {
  ^bb0(%v: i32):
    te.yield %v : i32
  }
  return %image, %weights : tensor<4x16x16xi32>, tensor<8x4x3x3xi32>
}

// The largest difference, and the largest element of what was expected.
func.func @main() -> (tensor<i32>, tensor<i32>) {
  %image, %weights = func.call @inputs() : () -> (tensor<4x16x16xi32>, tensor<8x4x3x3xi32>)
  %expected = func.call @formula(%image, %weights)
      : (tensor<4x16x16xi32>, tensor<8x4x3x3xi32>) -> tensor<8x14x14xi32>
  %m = bufferization.to_buffer %image : tensor<4x16x16xi32> to memref<4x16x16xi32>
  %w = bufferization.to_buffer %weights : tensor<8x4x3x3xi32> to memref<8x4x3x3xi32>
  %out = loop.alloc : memref<8x14x14xi32>
  func.call @program(%m, %w, %out)
      : (memref<4x16x16xi32>, memref<8x4x3x3xi32>, memref<8x14x14xi32>) -> ()
  %actual = bufferization.to_tensor %out : memref<8x14x14xi32> to tensor<8x14x14xi32>
  %r:2 = te.compute axes() reduce(o = 8, p = 14, q = 14) ins(%expected[o, p, q], %actual[o, p, q])
      combine max, max : tensor<8x14x14xi32>, tensor<8x14x14xi32> -> tensor<i32>, tensor<i32> {
  ^bb0(%x: i32, %y: i32):
    %d = arith.subi %x, %y : i32
    %abs = math.absi %d : i32
    te.yield %abs, %x : i32, i32
  }
  return %r#0, %r#1 : tensor<i32>, tensor<i32>
}
