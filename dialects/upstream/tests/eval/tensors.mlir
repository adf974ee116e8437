// Tensors.

// CALL: @insert_and_extract() == 285
func.func @insert_and_extract() -> i64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c10 = arith.constant 10 : index
  %zero = arith.constant 0 : i64
  %t0 = tensor.empty(%c10) : tensor<?xi64>
  %t = scf.for %i = %c0 to %c10 step %c1 iter_args(%t = %t0) -> (tensor<?xi64>) {
    %square = arith.muli %i, %i : index
    %v = arith.index_cast %square : index to i64
    %u = tensor.insert %v into %t[%i] : tensor<?xi64>
    scf.yield %u : tensor<?xi64>
  }
  %n = tensor.dim %t, %c0 : tensor<?xi64>
  %sum = scf.for %i = %c0 to %n step %c1 iter_args(%acc = %zero) -> (i64) {
    %v = tensor.extract %t[%i] : tensor<?xi64>
    %s = arith.addi %acc, %v : i64
    scf.yield %s : i64
  }
  return %sum : i64
}

// What was written to is a copy: the original keeps its elements.
// CALL: @values() == 75
func.func @values() -> i64 {
  %c0 = arith.constant 0 : index
  %seven = arith.constant 7 : i64
  %five = arith.constant 5 : i64
  %a = tensor.from_elements %five, %five : tensor<2xi64>
  %b = tensor.insert %seven into %a[%c0] : tensor<2xi64>
  %x = tensor.extract %b[%c0] : tensor<2xi64>
  %y = tensor.extract %a[%c0] : tensor<2xi64>
  %ten = arith.constant 10 : i64
  %z = arith.muli %x, %ten : i64
  %r = arith.addi %z, %y : i64
  return %r : i64
}

// CALL: @slices() == 1823
func.func @slices() -> i64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %t = tensor.generate %c4 {
  ^bb0(%i: index, %j: index):
    %ten = arith.constant 10 : index
    %a = arith.muli %i, %ten : index
    %b = arith.addi %a, %j : index
    %v = arith.index_cast %b : index to i64
    tensor.yield %v : i64
  } : tensor<?x5xi64>
  // Rows 1 and 3, columns 2 to 4.
  %s = tensor.extract_slice %t[1, 2] [2, 3] [2, 1] : tensor<?x5xi64> to tensor<2x3xi64>
  %v32 = tensor.extract %s[%c1, %c0] : tensor<2x3xi64>
  %row = tensor.extract_slice %t[2, 0] [1, 5] [1, 1] : tensor<?x5xi64> to tensor<5xi64>
  %v22 = tensor.extract %row[%c2] : tensor<5xi64>
  %fives = arith.constant dense<500> : tensor<2x3xi64>
  %u = tensor.insert_slice %fives into %t[0, 0] [2, 3] [1, 1] : tensor<2x3xi64> into tensor<?x5xi64>
  %x = tensor.extract %u[%c1, %c1] : tensor<?x5xi64>
  %y = tensor.extract %u[%c2, %c1] : tensor<?x5xi64>
  // 32 + 22 + 500 + 21 = 575
  %zero = arith.constant 0 : i64
  %p = tensor.pad %s low[1, 0] high[0, 2] {
  ^bb0(%i: index, %j: index):
    %pad = arith.constant 1000 : i64
    tensor.yield %pad : i64
  } : tensor<2x3xi64> to tensor<3x5xi64>
  %out = tensor.extract %p[%c0, %c1] : tensor<3x5xi64>
  %in = tensor.extract %p[%c1, %c2] : tensor<3x5xi64>
  // 1000 + 14
  %flat = tensor.collapse_shape %s [[0, 1]] : tensor<2x3xi64> into tensor<6xi64>
  %wide = tensor.expand_shape %flat [[0, 1]] output_shape [3, 2] : tensor<6xi64> into tensor<3x2xi64>
  %z = tensor.extract %wide[%c2, %c1] : tensor<3x2xi64>
  // 34
  %splat = tensor.splat %z : tensor<2x3xi64>
  %w = tensor.extract %splat[%c1, %c2] : tensor<2x3xi64>
  %a0 = arith.addi %v32, %v22 : i64
  %a1 = arith.addi %a0, %x : i64
  %a2 = arith.addi %a1, %y : i64
  %a3 = arith.addi %a2, %out : i64
  %a4 = arith.addi %a3, %in : i64
  %a5 = arith.addi %a4, %z : i64
  %a6 = arith.addi %a5, %w : i64
  %k = arith.constant 166 : i64
  %r = arith.addi %a6, %k : i64
  return %r : i64
}

// TRAP: @bad_index(5) index 5 is out of bounds 0..2 in dimension 0
func.func @bad_index(%i: index) -> i64 {
  %t = arith.constant dense<1> : tensor<2xi64>
  %v = tensor.extract %t[%i] : tensor<2xi64>
  return %v : i64
}

// TRAP: @bad_cast() shape [2] is not the type's
func.func @bad_cast() {
  %t = arith.constant dense<1> : tensor<2xi64>
  %d = tensor.cast %t : tensor<2xi64> to tensor<?xi64>
  %s = tensor.cast %d : tensor<?xi64> to tensor<3xi64>
  return
}

// TRAP: @bad_reshape() shape [4, 2] is not the type's
func.func @bad_reshape() {
  %t = arith.constant dense<1> : tensor<2x4xi64>
  %s = arith.constant dense<[4, 2]> : tensor<2xindex>
  %r = tensor.reshape %t(%s) : (tensor<2x4xi64>, tensor<2xindex>) -> tensor<2x4xi64>
  return
}
