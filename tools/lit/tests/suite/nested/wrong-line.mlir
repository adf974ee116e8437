// RUN: emit %s | FileCheck %s

// CHECK-LABEL: func @f
// CHECK-NEXT:    %[[X:.*]] = add
// CHECK-NEXT:    return %[[X]]
func @f
  %0 = add
  // between
  %1 = mul %0
  return %0
