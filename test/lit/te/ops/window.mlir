// RUN: terrace opt %s --verify-roundtrip | FileCheck %s
// RUN: terrace opt %s --print-op-generic | terrace opt - | FileCheck %s

// A read may leave its operand when it says what is there.
// CHECK-LABEL: func.func @window
func.func @window(%x: tensor<1x9x9xi8>) -> tensor<1x4x5xi8> {
  // CHECK: ins(%x[n, p * 2 + r - 1, q * 2 - s mod 3] else -128 : i8) combine max :
  %y = te.compute axes(n = 1, p = 4, q = 5) reduce(r = 3, s = 4)
      ins(%x[n, 2 * p + r - 1, 2 * q - s mod 3] else -128 : i8) combine max
      : tensor<1x9x9xi8> -> tensor<1x4x5xi8> {
  ^bb0(%e: i8):
    te.yield %e : i8
  }
  return %y : tensor<1x4x5xi8>
}
