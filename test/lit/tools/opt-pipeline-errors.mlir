// RUN: not terrace opt %s --pass-pipeline='builtin.module(cannonicalize,func.func(inline))' 2>&1 | FileCheck %s

// All mistakes are reported, each with what was probably meant.
// CHECK: [PASS002] Error: unknown pass or pipeline `cannonicalize`
// CHECK: try `canonicalize`
// CHECK: [PASS005] Error: pass `inline` runs on `builtin.module`, not on `func.func`
