// RUN: terrace opt %s --split-input-file --verify-diagnostics

func.func @f() {
  // expected-error@+1 {{IR009: `cf.br` expects 1 successors, got 0}}
  "cf.br"() : () -> ()
}
