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

// -----

// A module takes no values.
// expected-error@+1 {{IR025: a region of `builtin.module` takes no arguments, got 1}}
module {
^bb0(%a: i32):
}

// -----

// What a module says beyond its name belongs to a dialect.
// expected-error@+1 {{IR026: attribute `plain` of `builtin.module` belongs to no dialect}}
module attributes {plain} {
}
