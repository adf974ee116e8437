// RUN: printf "func.func private @f\377()" | not terrace opt - 2>&1 | FileCheck %s

// Text is UTF-8; the place of the first other byte is told.
// CHECK: [PARSE002] Error: the source is not UTF-8 text (byte {{[0-9]+}})
