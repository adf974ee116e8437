// RUN: head -c 3000 /dev/urandom | not terrace opt - 2>&1 | FileCheck %s

// Bytes that are no text end in a diagnostic, whatever they are.
// CHECK: [PARSE{{[0-9]+}}]
