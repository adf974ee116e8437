// RUN: terrace explain GRAPH010 | FileCheck %s
// RUN: terrace explain graph010 | FileCheck %s
// RUN: not terrace explain GRAPH999 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// CHECK:   GRAPH010: shapes {0} and {1} do not multiply
// CHECK:   Often a transpose is missing.
// UNKNOWN: error: no diagnostic has the code `GRAPH999`
