// RUN: seq 5000 | sed "s/.*/%%x& = arith.addi %%a&, %%b& : i32/" | not terrace opt - 2>&1 | FileCheck %s

// Names that nobody declared are found at the end, and bounded as all errors are.
// CHECK-COUNT-100: [PARSE005] Error: use of undeclared value
// CHECK-NOT:       PARSE005
// CHECK:           [PARSE028] Error: too many errors, giving up
