// RUN: emit %s | FileCheck %s
// CHECK: a
// CHEKC: b
a
