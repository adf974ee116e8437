// RUN: terrace opt %s -o %t && terrace opt %t | FileCheck %s
// RUN: terrace opt %s --print-op-generic -o %t && terrace opt %t | FileCheck %s

// Aliases are resolved, and what is printed reads back to the same text, from both forms.
// CHECK: @f(memref<4xf32, affine_map<(d0) -> (d0 + 1)>>) attributes {map = affine_map<(d0) -> (d0 + 1)>}
#shift = affine_map<(d0) -> (d0 + 1)>
!buffer = memref<4xf32, #shift>
func.func private @f(!buffer) attributes {map = #shift}
