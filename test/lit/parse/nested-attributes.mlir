// RUN: echo "func.func private @f() attributes {a = " > %t && head -c 100000 /dev/zero | tr "\0" "[" >> %t && not terrace opt %t 2>&1 | FileCheck %s

// Attributes nest, but not without end.
// CHECK: error[PARSE004]: nested deeper than {{[0-9]+}} levels
