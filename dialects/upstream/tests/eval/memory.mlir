// Memory and views of it.

// CALL: @prefix_sums() == 45.0
func.func @prefix_sums() -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c10 = arith.constant 10 : index
  %zero = arith.constant 0.0 : f32
  %m = memref.alloc(%c10) : memref<?xf32>
  %sum = scf.for %i = %c0 to %c10 step %c1 iter_args(%acc = %zero) -> (f32) {
    %wide = arith.index_cast %i : index to i64
    %x = arith.sitofp %wide : i64 to f32
    %s = arith.addf %acc, %x : f32
    memref.store %s, %m[%i] : memref<?xf32>
    scf.yield %s : f32
  }
  %c9 = arith.constant 9 : index
  %last = memref.load %m[%c9] : memref<?xf32>
  memref.dealloc %m : memref<?xf32>
  return %last : f32
}

// Element (1, 1) of a strided window of a 4x6 matrix of its own positions.
// CALL: @subview() == 21
func.func @subview() -> i64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c6 = arith.constant 6 : index
  %m = memref.alloca() : memref<4x6xi64>
  scf.for %i = %c0 to %c4 step %c1 {
    scf.for %j = %c0 to %c6 step %c1 {
      %row = arith.muli %i, %c6 : index
      %at = arith.addi %row, %j : index
      %v = arith.index_cast %at : index to i64
      memref.store %v, %m[%i, %j] : memref<4x6xi64>
    }
  }
  %w = memref.subview %m[1, 1] [2, 2] [2, 2] : memref<4x6xi64> to memref<2x2xi64, strided<[12, 2], offset: 7>>
  %v = memref.load %w[%c1, %c1] : memref<2x2xi64, strided<[12, 2], offset: 7>>
  %row = memref.subview %m[2, 0] [1, 6] [1, 1] : memref<4x6xi64> to memref<6xi64, strided<[1], offset: 12>>
  %c12 = memref.load %row[%c0] : memref<6xi64, strided<[1], offset: 12>>
  %flat = memref.collapse_shape %m [[0, 1]] : memref<4x6xi64> into memref<24xi64>
  %c12i = arith.constant 12 : index
  %also = memref.load %flat[%c12i] : memref<24xi64>
  %diff = arith.subi %c12, %also : i64
  %r = arith.addi %v, %diff : i64
  return %r : i64
}

// Bytes seen as floats: 1.0 is 0x3f800000.
// CALL: @view() == 1.0
func.func @view() -> f32 {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %bytes = memref.alloc() : memref<16xi8>
  %ints = memref.view %bytes[%c8][] : memref<16xi8> to memref<2xi32>
  %floats = memref.view %bytes[%c8][] : memref<16xi8> to memref<2xf32>
  %one = arith.constant 0x3f800000 : i32
  memref.store %one, %ints[%c0] : memref<2xi32>
  %f = memref.load %floats[%c0] : memref<2xf32>
  memref.dealloc %bytes : memref<16xi8>
  return %f : f32
}

memref.global "private" @table : memref<2x3xi64> = dense<[[1, 2, 3], [4, 5, 6]]>

// CALL: @globals() == 52
func.func @globals() -> i64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %t = memref.get_global @table : memref<2x3xi64>
  %six = memref.load %t[%c1, %c2] : memref<2x3xi64>
  %copy = memref.alloc() : memref<2x3xi64>
  memref.copy %t, %copy : memref<2x3xi64> to memref<2x3xi64>
  %e = memref.expand_shape %copy [[0], [1, 2]] output_shape [2, 3, 1] : memref<2x3xi64> into memref<2x3x1xi64>
  %forty_six = arith.constant 46 : i64
  memref.store %forty_six, %e[%c0, %c1, %c0] : memref<2x3x1xi64>
  %back = memref.load %copy[%c0, %c1] : memref<2x3xi64>
  %r = arith.addi %six, %back : i64
  memref.dealloc %copy : memref<2x3xi64>
  return %r : i64
}

// CALL: @cast_and_dim() == 75
func.func @cast_and_dim() -> i64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %m = memref.alloc(%c5) : memref<7x?xi64>
  %d = memref.cast %m : memref<7x?xi64> to memref<?x?xi64>
  %rows = memref.dim %d, %c0 : memref<?x?xi64>
  %cols = memref.dim %d, %c1 : memref<?x?xi64>
  %base, %offset, %sizes:2, %strides:2 = memref.extract_strided_metadata %d : memref<?x?xi64> -> memref<i64>, index, index, index, index, index
  %a = arith.muli %rows, %cols : index
  %b = arith.muli %strides#0, %sizes#0 : index
  %c = arith.addi %a, %b : index
  %e = arith.addi %c, %strides#1 : index
  %f = arith.addi %e, %offset : index
  %four = arith.constant 4 : index
  %g = arith.addi %f, %four : index
  %r = arith.index_cast %g : index to i64
  memref.dealloc %m : memref<7x?xi64>
  return %r : i64
}

// CALL: @transposed() == 3
func.func @transposed() -> i64 {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %t = memref.get_global @table : memref<2x3xi64>
  %u = memref.transpose %t (i, j) -> (j, i) : memref<2x3xi64> to memref<3x2xi64, strided<[1, 3]>>
  %r = memref.load %u[%c2, %c0] : memref<3x2xi64, strided<[1, 3]>>
  return %r : i64
}

// CALL: @atomics() == 28
func.func @atomics() -> i64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %zero = arith.constant 0 : i64
  %m = memref.alloc() : memref<1xi64>
  memref.store %zero, %m[%c0] : memref<1xi64>
  scf.parallel (%i) = (%c0) to (%c8) step (%c1) {
    %v = arith.index_cast %i : index to i64
    %old = memref.atomic_rmw addi %v, %m[%c0] : (i64, memref<1xi64>) -> i64
    scf.reduce
  }
  %r = memref.load %m[%c0] : memref<1xi64>
  memref.dealloc %m : memref<1xi64>
  return %r : i64
}

// TRAP: @out_of_bounds(3) index 3 is out of bounds 0..3 in dimension 1
// TRAP: @out_of_bounds(-1) index -1 is out of bounds 0..3 in dimension 1
// CALL: @out_of_bounds(2) == 3
func.func @out_of_bounds(%i: index) -> i64 {
  %c0 = arith.constant 0 : index
  %t = memref.get_global @table : memref<2x3xi64>
  %v = memref.load %t[%c0, %i] : memref<2x3xi64>
  return %v : i64
}

// TRAP: @subview_too_far() index 3 is out of bounds 0..3 in dimension 1
func.func @subview_too_far() {
  %c2 = arith.constant 2 : index
  %t = memref.get_global @table : memref<2x3xi64>
  %w = memref.subview %t[0, %c2] [1, 2] [1, 1] : memref<2x3xi64> to memref<1x2xi64, strided<[3, 1], offset: ?>>
  return
}

// TRAP: @use_after_free() the buffer was deallocated
func.func @use_after_free() -> f32 {
  %c0 = arith.constant 0 : index
  %m = memref.alloc() : memref<4xf32>
  memref.dealloc %m : memref<4xf32>
  %v = memref.load %m[%c0] : memref<4xf32>
  return %v : f32
}

// CHECKED-TRAP: @unwritten() element at byte 4 was never written
func.func @unwritten() -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1.0 : f32
  %m = memref.alloc() : memref<4xf32>
  memref.store %one, %m[%c0] : memref<4xf32>
  %v = memref.load %m[%c1] : memref<4xf32>
  return %v : f32
}

// Iteration i writes element i and reads element i - 1, which another one wrote.
// CHECKED-TRAP: @race() parallel iterations 0 and 1 race for the element at byte 4
func.func @race() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %one = arith.constant 1.0 : f32
  %m = memref.alloc() : memref<5xf32>
  memref.store %one, %m[%c0] : memref<5xf32>
  scf.parallel (%i) = (%c0) to (%c4) step (%c1) {
    %v = memref.load %m[%i] : memref<5xf32>
    %next = arith.addi %i, %c1 : index
    memref.store %v, %m[%next] : memref<5xf32>
    scf.reduce
  }
  return
}

// TRAP: @too_much() 4000000000 more bytes exceed the memory limit
func.func @too_much() {
  %n = arith.constant 1000000000 : index
  %m = memref.alloc(%n) : memref<?xf32>
  return
}

// TRAP: @endless() out of steps
func.func @endless() {
  %true = arith.constant true
  scf.while : () -> () {
    scf.condition(%true)
  } do {
    scf.yield
  }
  return
}
