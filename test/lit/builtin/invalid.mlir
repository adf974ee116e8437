// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A module has one block.
// expected-error@+1 {{IR008: region `bodyRegion` of `builtin.module` must have one block}}
"builtin.module"() ({
  "cf.br"()[^bb1] : () -> ()
^bb1:
  "cf.br"()[^bb1] : () -> ()
}) : () -> ()

// -----

// A cast of nothing.
func.func @f() {
  // expected-error@+1 {{IR002: `builtin.unrealized_conversion_cast` has 1 or more results, got 0}}
  "builtin.unrealized_conversion_cast"() : () -> ()
  return
}
