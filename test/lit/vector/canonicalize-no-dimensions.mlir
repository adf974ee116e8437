// RUN: terrace opt %s -p canonicalize | FileCheck %s

// A plain store needs a dimension of memory for each of the vector's, a masked one does not.
// CHECK-LABEL: func.func @no_dimensions
// CHECK:         vector.maskedstore
func.func @no_dimensions(%x: vector<1xf32>, %m: memref<f32>) {
  %on = arith.constant dense<true> : vector<1xi1>
  vector.maskedstore %m[], %on, %x : memref<f32>, vector<1xi1>, vector<1xf32>
  return
}
