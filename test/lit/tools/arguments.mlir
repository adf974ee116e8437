// RUN: not terrace opt %s --frob 2>&1 | FileCheck %s
// RUN: not terrace compile 2>&1 | FileCheck %s --check-prefix=MODEL
// RUN: not terrace run %s 2>&1 | FileCheck %s --check-prefix=INPUTS

// CHECK:  error: unexpected argument '--frob' found
// MODEL:  required arguments were not provided
// INPUTS: --inputs <DIR>
