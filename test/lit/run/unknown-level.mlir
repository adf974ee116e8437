// RUN: not terrace run %s --inputs %S --interpret sky 2>&1 | FileCheck %s

// CHECK: invalid value 'sky' for '--interpret <LEVEL>'
// CHECK: possible values: graph, te, loop, mlir
