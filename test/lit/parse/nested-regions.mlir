// RUN: echo "func.func @f(%%c: i1) {" > %t && seq 100000 | sed "s/.*/scf.if %%c {/" >> %t && not terrace opt %t 2>&1 | FileCheck %s

// Regions nest, but not without end.
// CHECK: [PARSE004] Error: nested deeper than {{[0-9]+}} levels
