// RUN: seq 5000 | sed "s/.*/%%x = arith.addi %%a, %%b : i32/" | not terrace opt - 2>&1 | FileCheck %s

// After so many errors one more would not help.
// CHECK: [PARSE028] Error: too many errors, giving up
// CHECK-NOT: Error
