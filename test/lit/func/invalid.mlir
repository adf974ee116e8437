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

// -----

// Braces hold a body.
// expected-error@+1 {{FUNC005}}
func.func @f() {
}

// -----

// Visibility is said in front.
// expected-error@+1 {{FUNC006}}
func.func private @f() attributes {sym_visibility = "private"}

// -----

// Nobody can find a declaration that is public.
// expected-error@+1 {{FUNC007}}
func.func @f()

// -----

// A call passes what the function takes.
func.func private @g(i32) -> i64
func.func @f(%a: i64) {
  // expected-error@+1 {{FUNC008}}
  %0 = call @g(%a) : (i64) -> i64
  return
}

// -----

// A reference has the function's type.
func.func private @g(i32) -> i64
func.func @f() {
  // expected-error@+1 {{FUNC008}}
  %0 = constant @g : (i32) -> i32
  return
}

// -----

// The callee exists.
func.func @f() {
  // expected-error@+1 {{IR027}}
  call @nobody() : () -> ()
  return
}

// -----

// Attributes of arguments belong to dialects.
// expected-error@+1 {{IR026}}
func.func private @f(i32 {plain = 1})
