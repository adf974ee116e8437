// RUN: terrace opt %s --split-input-file --verify-diagnostics

// The body of a counted loop is one block.
func.func @f(%n: index) {
  // expected-error@+1 {{IR008: region `region` of `scf.for` must have}}
  "scf.for"(%n, %n, %n) ({
  ^bb0(%i: index):
    cf.br ^bb1
  ^bb1:
    "scf.yield"() : () -> ()
  }) : (index, index, index) -> ()
  return
}
