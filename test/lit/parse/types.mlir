// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A vector has no dynamic size,
// expected-error@+1 {{PARSE}}
func.func private @f(vector<?xf32>)

// -----

// nor a size of zero.
// expected-error@+1 {{PARSE022: invalid type}}
func.func private @f(vector<0xf32>)

// -----

// A tensor has no functions as elements.
// expected-error@+1 {{PARSE}}
func.func private @f(tensor<4x() -> ()>)

// -----

// Integers are up to 2^24 - 1 bits wide.
// expected-error@+1 {{PARSE}}
func.func private @f(i99999999)

// -----

// A size that is no 64-bit number.
// expected-error@+1 {{PARSE}}
func.func private @f(tensor<99999999999999999999xf32>)
