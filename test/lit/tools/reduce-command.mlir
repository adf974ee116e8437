// RUN: terrace reduce %s -p canonicalize --command '! grep -q "scf.for" %%s' -o %t --report - | FileCheck %s --check-prefix=JSON
// RUN: FileCheck %s --input-file=%t

// What is left is one loop.
// JSON: "after": {
// JSON: "pipeline": "builtin.module(canonicalize)"
// CHECK:     func.func
// CHECK:     scf.for
// CHECK-NOT: scf.for
func.func @f(%n: index, %m: memref<8x8xf32>) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %x = arith.constant 2.0 : f32
  scf.for %i = %zero to %n step %one {
    scf.for %j = %zero to %n step %one {
      memref.store %x, %m[%i, %j] : memref<8x8xf32>
    }
  }
  return
}
