// RUN: emit %s | FileCheck %s --check-prefixes=CHECK
// CHECK: a
// CHECK-NEXT b
a
