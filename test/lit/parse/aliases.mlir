// RUN: terrace opt %s --split-input-file --verify-diagnostics

// An alias has one meaning.
!a = i32
// expected-error@+1 {{PARSE015: redefinition of alias `!a`}}
!a = i64

// -----

// Nobody said what it stands for.
// expected-error@+1 {{PARSE014: undefined alias `#map`}}
func.func private @f() attributes {m = #map}
