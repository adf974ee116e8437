// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Half of the arguments have names.
// expected-error@+1 {{FUNC001}}
func.func @f(%a: i32, i32)

// -----

// Two dictionaries for one argument.
// expected-error@+1 {{FUNC002}}
"func.func"() <{sym_name = "f", sym_visibility = "private", function_type = (i32) -> (), arg_attrs = [{}, {}]}> ({}) : () -> ()

// -----

// The body takes something else than the function.
// expected-error@+1 {{FUNC003}}
"func.func"() <{sym_name = "f", function_type = (i32) -> ()}> ({
^bb0(%a: i64):
  "func.return"() : () -> ()
}) : () -> ()

// -----

// What is returned is not what was promised.
func.func @f(%a: i32) -> i64 {
  // expected-error@+1 {{FUNC004}}
  return %a : i32
}
