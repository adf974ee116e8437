// RUN: seq 100000 | sed "s/.*/tuple</" > %t && not terrace opt %t 2>&1 | FileCheck %s

// Types nest, but not without end.
// CHECK: [PARSE
