// RUN: terrace opt %s --split-input-file --verify-diagnostics

// Every result has a name, or none has.
func.func @f(%x: i32) {
  // expected-error@+1 {{PARSE012: operation defines 1 results, but 2 are named}}
  %a, %b = arith.addi %x, %x : i32
  return
}

// -----

// A bundle is as large as it says.
func.func @f(%x: i32) {
  // expected-error@+1 {{PARSE012}}
  %a:3 = arith.addui_extended %x, %x : i32, i1
  return
}
