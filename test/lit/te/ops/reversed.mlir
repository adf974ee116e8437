// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s -p lower-te-to-loop --check-each 2>&1 | FileCheck %s --check-prefix=LOOP

// An index may run backwards.
// CHECK:      te.compute axes(i = 5) ins(%x[-i + 4])
// LOOP-NOT:   EVAL
// LOOP:       loop.block
func.func @f(%x: tensor<5xi32>) -> tensor<5xi32> {
  %z = te.compute axes(i = 5) ins(%x[4 - i]) : tensor<5xi32> -> tensor<5xi32> {
  ^bb0(%a: i32):
    te.yield %a : i32
  }
  return %z : tensor<5xi32>
}
