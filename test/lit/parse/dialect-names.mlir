// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Types and attributes of a known dialect are those it has.
// expected-error@+1 {{PARSE016: unknown type `!graph.tensor`}}
func.func private @f(!graph.tensor)

// -----

// expected-error@+1 {{PARSE017: unknown attribute `#graph.order`}}
func.func private @f() attributes {a = #graph.order<1>}
