// RUN: emit --panic %s | FileCheck %s
// CHECK: anything
