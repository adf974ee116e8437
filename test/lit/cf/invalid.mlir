// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A branch passes what the block takes: so many values,
func.func @f(%a: i32) {
  // expected-error@+1 {{IR020}}
  cf.br ^bb1(%a, %a : i32, i32)
^bb1(%b: i32):
  return
}

// -----

// of these types.
func.func @f(%a: i32) {
  // expected-error@+1 {{IR021}}
  cf.br ^bb1(%a : i32)
^bb1(%b: i64):
  return
}

// -----

// One case value, no case block.
func.func @f(%a: i32) {
  // expected-error@+1 {{CF002}}
  "cf.switch"(%a)[^bb1] <{case_values = dense<1> : vector<1xi32>, case_operand_segments = array<i32>, operandSegmentSizes = array<i32: 1, 0, 0>}> : (i32) -> ()
^bb1:
  return
}
