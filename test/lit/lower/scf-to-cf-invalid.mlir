// RUN: terrace opt %s -p convert-scf-to-cf --verify-diagnostics

// It declines what has no form as branches here.
func.func @declines(%n: index, %m: memref<?xindex>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-error@+1 {{cannot convert `scf.parallel` to branches between blocks}}
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    memref.store %i, %m[%i] : memref<?xindex>
    scf.reduce
  }
  return
}
