// RUN: terrace opt --help-pass inline | FileCheck %s
// RUN: terrace opt --help-pass simplify | FileCheck %s --check-prefix=PIPELINE
// RUN: not terrace opt --help-pass inlien 2>&1 | FileCheck %s --check-prefix=NEAR

// What one pass or pipeline does and takes.
// CHECK:      inline: put the bodies of functions in place of calls
// CHECK:      runs on: builtin.module
// CHECK:      max-ops=<integer>
// CHECK-SAME: [default: 64]
// PIPELINE:   stages:
// PIPELINE:     canonicalize
// NEAR:       PASS002
// NEAR-SAME:  did you mean `inline`?
