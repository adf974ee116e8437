// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Products of variables are not affine.
// expected-error@+1 {{PARSE029: invalid affine expression}}
func.func private @f() attributes {m = affine_map<(d0, d1) -> (d0 * d1)>}

// -----

// A variable that nobody declared.
// expected-error@+1 {{PARSE029}}
func.func private @f() attributes {m = affine_map<(d0) -> (d1)>}
