// terrace 0.0.1: terrace opt THIS_FILE --pass=cse
// RUN: not terrace opt --run-reproducer %s 2>&1 | FileCheck %s
// RUN: not terrace opt --run-reproducer %S/opt-split.mlir 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: not terrace opt --run-reproducer - < %s 2>&1 | FileCheck %s --check-prefix=FILE

// A reproducer says how passes run, and nothing else.
// CHECK: [RED003] Error: malformed reproducer: `--pass=cse` is no option of a reproducer
// NONE:  [RED003] Error: malformed reproducer: expected a first line
// FILE:  `--run-reproducer` needs a file
