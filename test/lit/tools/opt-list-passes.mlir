// RUN: terrace opt --list-passes | FileCheck %s
// RUN: terrace opt --show-dialects | FileCheck %s --check-prefix=DIALECTS

// Every pass with what it does and its options; pipelines with the reason of each stage.
// CHECK:      passes:
// CHECK:        canonicalize
// CHECK:          region-simplify=<true|false>
// CHECK:      pipelines:
// CHECK:        graph-to-cpu
// CHECK-NEXT:     graph-optimize
// DIALECTS: graph {{ *[0-9]+}} operations
// DIALECTS: te {{ *[0-9]+}} operations
