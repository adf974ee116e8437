// A module for docs/howto/find-the-guilty-pass.md.
func.func private @scale(%x: i32) -> i32 {
  %six = arith.constant 6 : i32
  %seven = arith.constant 7 : i32
  %factor = arith.muli %six, %seven : i32
  %r = arith.muli %x, %factor : i32
  return %r : i32
}
func.func @sum(%n: index, %x: i32, %m: memref<16xi32>) -> i32 {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %init = arith.constant 0 : i32
  %r = scf.for %i = %zero to %n step %one iter_args(%acc = %init) -> i32 {
    %v = memref.load %m[%i] : memref<16xi32>
    %s = func.call @scale(%v) : (i32) -> i32
    %t = arith.addi %acc, %s : i32
    memref.store %t, %m[%i] : memref<16xi32>
    scf.yield %t : i32
  }
  %y = func.call @scale(%x) : (i32) -> i32
  %z = arith.subi %r, %y : i32
  return %z : i32
}
