// RUN: head -c 200000 /dev/zero | tr "\0" "(" | not terrace opt - 2>&1 | FileCheck %s

// A hundred thousand brackets are refused, not followed.
// CHECK: [PARSE
