// Two functions to ask questions about.
func.func @scale(%from: memref<8xf32>, %to: memref<8xf32>, %factor: f32) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %n = arith.constant 8 : index
  scf.for %i = %zero to %n step %one {
    %x = memref.load %from[%i] : memref<8xf32>
    %y = arith.mulf %x, %factor fastmath<contract> : f32
    memref.store %y, %to[%i] : memref<8xf32>
  }
  return
}

func.func @sum(%a: f32, %b: f32, %unused: f32) -> f32 {
  %scaled = arith.mulf %unused, %b : f32
  %sum = arith.addf %a, %b : f32
  return %sum : f32
}
