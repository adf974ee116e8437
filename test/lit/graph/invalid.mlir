// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Two dimensions want two sizes.
// expected-error@+1 {{GRAPH062}}
func.func private @malformed(tensor<1x64xf32, #graph.layout<dims = [1, 0], sizes = [16]>>)
