// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A branch passes what the block takes.
func.func @f(%a: i32) {
  // expected-error@+1 {{CF001}}
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
