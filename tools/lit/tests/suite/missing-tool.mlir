// RUN: emit %s | no-such-program-here | FileCheck %s
// CHECK: a
