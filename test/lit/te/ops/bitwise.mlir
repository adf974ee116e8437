// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p lower-te-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// Integers combine bit by bit, too.
// CHECK:      te.compute axes(i = 4) reduce(j = 3) ins(%x[i, j]) combine or
// LOOP-NOT:   EVAL
// LOOP:       loop.block
func.func @f(%x: tensor<4x3xi8>) -> tensor<4xi8> {
  %z = te.compute axes(i = 4) reduce(j = 3) ins(%x[i, j]) combine or
      : tensor<4x3xi8> -> tensor<4xi8> {
  ^bb0(%a: i8):
    te.yield %a : i8
  }
  return %z : tensor<4xi8>
}
