// Vectors.

// CALL: @fma_and_reduce() == 40.0
func.func @fma_and_reduce() -> f32 {
  %a = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : vector<4xf32>
  %two = arith.constant 2.0 : f32
  %b = vector.broadcast %two : f32 to vector<4xf32>
  %c = vector.fma %a, %b, %a : vector<4xf32>
  %ten = arith.constant 10.0 : f32
  %r = vector.reduction <add>, %c, %ten : vector<4xf32> into f32
  return %r : f32
}

// CALL: @reductions() == 7
func.func @reductions() -> i64 {
  %a = arith.constant dense<[3, -7, 5, 1]> : vector<4xi64>
  %min = vector.reduction <minsi>, %a : vector<4xi64> into i64
  %max = vector.reduction <maxsi>, %a : vector<4xi64> into i64
  %xor = vector.reduction <xor>, %a : vector<4xi64> into i64
  %mul = vector.reduction <mul>, %a : vector<4xi64> into i64
  // -7 + 5 + (3 ^ -7 ^ 5 ^ 1 = -2) - (-105) = 101; the bytes of 101 - 94 = 7
  %s0 = arith.addi %min, %max : i64
  %s1 = arith.addi %s0, %xor : i64
  %s2 = arith.subi %s1, %mul : i64
  %c94 = arith.constant 94 : i64
  %r = arith.subi %s2, %c94 : i64
  return %r : i64
}

// CALL: @moves() == 8376.0
func.func @moves() -> f32 {
  %m = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : vector<2x3xf32>
  %t = vector.transpose %m, [1, 0] : vector<2x3xf32> to vector<3x2xf32>
  %six = vector.extract %t[2, 1] : f32 from vector<3x2xf32>
  %row = vector.extract %m[1] : vector<3xf32> from vector<2x3xf32>
  %x = arith.constant 7.0 : f32
  %row2 = vector.insert %x, %row [1] : f32 into vector<3xf32>
  %m2 = vector.insert %row2, %m [0] : vector<3xf32> into vector<2x3xf32>
  %flat = vector.shape_cast %m2 : vector<2x3xf32> to vector<6xf32>
  %seven = vector.extract %flat[1] : f32 from vector<6xf32>
  %pick = vector.shuffle %flat, %flat [5, 11, 0] : vector<6xf32>, vector<6xf32>
  %eight0 = vector.extract_strided_slice %m2 {offsets = [0, 2], sizes = [2, 1], strides = [1, 1]} : vector<2x3xf32> to vector<2x1xf32>
  %in = vector.insert_strided_slice %eight0, %m {offsets = [0, 0], strides = [1, 1]} : vector<2x1xf32> into vector<2x3xf32>
  %top = vector.extract %in[0, 0] : f32 from vector<2x3xf32>
  %bottom = vector.extract %in[1, 0] : f32 from vector<2x3xf32>
  // top = 6, bottom = 6, pick = [6, 6, 4]
  %p2 = vector.extract %pick[2] : f32 from vector<3xf32>
  %thousand = arith.constant 2000.0 : f32
  %hundred = arith.constant 50.0 : f32
  %a = arith.mulf %p2, %thousand : f32
  %b = arith.mulf %seven, %hundred : f32
  %c = arith.addf %a, %b : f32
  %d = arith.addf %c, %six : f32
  %e = arith.addf %d, %top : f32
  %f = arith.addf %e, %bottom : f32
  %g = arith.addf %f, %p2 : f32
  %four = arith.constant 4.0 : f32
  %r = arith.addf %g, %four : f32
  return %r : f32
}

// CALL: @memory() == 2415.0
func.func @memory() -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %m = memref.alloc() : memref<3x6xf32>
  %v = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : vector<4xf32>
  %w = arith.constant dense<[5.0, 6.0, 7.0, 8.0]> : vector<4xf32>
  %zero = arith.constant 0.0 : f32
  %zeros = arith.constant dense<0.0> : vector<4xf32>
  vector.store %v, %m[%c1, %c2] : memref<3x6xf32>, vector<4xf32>
  vector.store %w, %m[%c1, %c0] : memref<3x6xf32>, vector<4xf32>
  // The row is 5 6 7 8 3 4 now.
  %mask = vector.create_mask %c3 : vector<4xi1>
  %got = vector.maskedload %m[%c1, %c1], %mask, %zeros : memref<3x6xf32>, vector<4xi1>, vector<4xf32> into vector<4xf32>
  // 6 7 8 0
  %s = vector.reduction <add>, %got : vector<4xf32> into f32
  vector.maskedstore %m[%c1, %c2], %mask, %w : memref<3x6xf32>, vector<4xi1>, vector<4xf32>
  // The row is 5 6 5 6 7 4 now.
  %all = vector.load %m[%c1, %c2] : memref<3x6xf32>, vector<4xf32>
  %t = vector.reduction <mul>, %all : vector<4xf32> into f32
  // 21 + 840 = 861
  %tail = vector.transfer_read %m[%c1, %c3], %zero {in_bounds = [false]} : memref<3x6xf32>, vector<4xf32>
  // 6 7 4 0
  %ts = vector.reduction <add>, %tail : vector<4xf32> into f32
  // 17
  %column = vector.constant_mask [2] : vector<4xi1>
  %part = vector.maskedload %m[%c1, %c2], %column, %zeros : memref<3x6xf32>, vector<4xi1>, vector<4xf32> into vector<4xf32>
  %ps = vector.reduction <add>, %part : vector<4xf32> into f32
  // 11
  vector.transfer_write %v, %m[%c1, %c3] {in_bounds = [false]} : vector<4xf32>, memref<3x6xf32>
  %five = arith.constant 5 : index
  %end = memref.load %m[%c1, %five] : memref<3x6xf32>
  // 3
  %a = arith.addf %s, %t : f32
  %b = arith.mulf %ts, %ps : f32
  %c = arith.addf %a, %b : f32
  // 861 + 187 = 1048
  %d = arith.mulf %end, %end : f32
  // 9
  %k = arith.constant 1358.0 : f32
  %e = arith.addf %c, %d : f32
  %r = arith.addf %e, %k : f32
  memref.dealloc %m : memref<3x6xf32>
  return %r : f32
}

// CALL: @products() == 226.0
func.func @products() -> f32 {
  %a = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : vector<2x2xf32>
  %b = arith.constant dense<[[5.0, 6.0], [7.0, 8.0]]> : vector<2x2xf32>
  %acc = arith.constant dense<1.0> : vector<2x2xf32>
  %c = vector.contract {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (k, j)>, affine_map<(i, j, k) -> (i, j)>], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %a, %b, %acc : vector<2x2xf32>, vector<2x2xf32> into vector<2x2xf32>
  // 20 23 44 51 = 138
  %l = arith.constant dense<[1.0, 2.0]> : vector<2xf32>
  %r = arith.constant dense<[3.0, 4.0]> : vector<2xf32>
  %o = vector.outerproduct %l, %r, %c {kind = #vector.kind<add>} : vector<2xf32>, vector<2xf32>
  // 138 + 21 = 159
  %zeros = arith.constant dense<0.0> : vector<2xf32>
  %rows = vector.multi_reduction <add>, %o, %zeros [1] : vector<2x2xf32> to vector<2xf32>
  %all = vector.reduction <add>, %rows : vector<2xf32> into f32
  %first = vector.extract %rows[0] : f32 from vector<2xf32>
  // 23 + 27 = 50
  %s = arith.addf %all, %first : f32
  %k = arith.constant 17.0 : f32
  %t = arith.addf %s, %k : f32
  return %t : f32
}

// CALL: @step_and_select() == 12
func.func @step_and_select() -> i64 {
  %i = vector.step : vector<8xindex>
  %v = arith.index_cast %i : vector<8xindex> to vector<8xi64>
  %three = arith.constant dense<3> : vector<8xi64>
  %above = arith.cmpi sgt, %v, %three : vector<8xi64>
  %r = arith.remsi %v, %three : vector<8xi64>
  %s = arith.select %above, %r, %three : vector<8xi1>, vector<8xi64>
  // 3 3 3 3 1 2 0 1 = 16; minus 4 of the mask as signs
  %m = arith.extsi %above : vector<8xi1> to vector<8xi64>
  %t = arith.addi %s, %m : vector<8xi64>
  %sum = vector.reduction <add>, %t : vector<8xi64> into i64
  return %sum : i64
}

// CALL: @bits() == 4607182418800017408
func.func @bits() -> i64 {
  %v = arith.constant dense<[0, 1072693248]> : vector<2xi32>
  %d = vector.bitcast %v : vector<2xi32> to vector<1xi64>
  %r = vector.extract %d[0] : i64 from vector<1xi64>
  return %r : i64
}
