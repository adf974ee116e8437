// RUN: emit --verbose %s | FileCheck %s

// CHECK: %[[A:.*]] = arith.addi
// CHECK: %[[B:.*]] = arith.muli %[[A]]
func @f
  %0 = arith.addi %a, %b
  %1 = arith.mulli %0, %0
  return
