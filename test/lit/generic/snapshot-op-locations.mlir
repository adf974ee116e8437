// RUN: terrace opt %s -p 'snapshot-op-locations{filename=%t}' --print-debuginfo | FileCheck %s
// RUN: FileCheck %s --check-prefix=FILE < %t
// RUN: terrace opt %s -p 'snapshot-op-locations{filename=%t tag=here}' --print-debuginfo | FileCheck %s --check-prefix=TAG
// RUN: terrace opt %s -p 'snapshot-op-locations{filename=%t print-op-generic}' --print-debuginfo | FileCheck %s --check-prefix=GENERIC
// RUN: not terrace opt %s -p 'snapshot-op-locations{filename=%t/no/folder}' 2>&1 | FileCheck %s --check-prefix=REFUSED

// Operations and arguments come from their places in the file that was written.
// CHECK:      func.func @f(%x: i32 loc("{{.*}}":2:16)) -> i32 {
// CHECK-NEXT:   arith.addi {{.*}} loc("{{.*}}":3:5)
// CHECK-NEXT:   return {{.*}} loc("{{.*}}":4:5)
// CHECK-NEXT: } loc("{{.*}}":2:3)

// FILE:      module {
// FILE-NEXT:   func.func @f(%x: i32) -> i32 {
// FILE-NEXT:     %y = arith.addi %x, %x : i32
// FILE-NEXT:     return %y : i32

// TAG: arith.addi {{.*}} loc(fused["original", "here"("{{.*}}":3:5)])

// GENERIC: arith.addi {{.*}} loc("{{.*}}":4:5)

// REFUSED: [PASS011]
func.func @f(%x: i32) -> i32 {
  %y = arith.addi %x, %x : i32 loc("original")
  return %y : i32
}
