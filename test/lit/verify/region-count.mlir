// RUN: terrace opt %s --split-input-file --verify-diagnostics

func.func @f(%c: i1) {
  // expected-error@+1 {{IR007: `scf.if` expects 2 regions, got 1}}
  "scf.if"(%c) ({
    scf.yield
  }) : (i1) -> ()
  return
}
