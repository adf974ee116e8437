// RUN: terrace opt %s --split-input-file --verify-diagnostics

// A key occurs once.
// expected-error@+1 {{PARSE018: duplicate key `a`}}
func.func private @f() attributes {a = 1 : i32, a = 2 : i32}
