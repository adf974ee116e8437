// RUN: terrace --help | FileCheck %s
// RUN: not terrace frobnicate 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: terrace --version | FileCheck %s --check-prefix=VERSION

// CHECK:   usage: terrace COMMAND
// CHECK:     compile {{.*}}
// CHECK:     opt {{.*}}
// UNKNOWN: error: unknown command `frobnicate`
// VERSION: terrace {{[0-9]+\.[0-9]+\.[0-9]+}}
