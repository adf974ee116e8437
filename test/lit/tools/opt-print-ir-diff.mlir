// RUN: terrace opt %s -p cse,canonicalize --print-ir-after-change -o %t 2>&1 | FileCheck %s
// RUN: terrace opt %s -p cse,canonicalize --print-ir-after-change=diff -o %t 2>&1 | FileCheck %s
// RUN: terrace opt %s -p cse,canonicalize --print-ir-tree-dir=%t.tree -o %t
// RUN: cat %t.tree/builtin_module_no-symbol-name/0_cse.mlir %t.tree/builtin_module_no-symbol-name/1_canonicalize.mlir | FileCheck %s --check-prefix=TREE
// RUN: terrace opt %s -p cse --print-ir-tree-dir=%s/folder -o %t 2>&1 | FileCheck %s --check-prefix=REFUSED

// Only what a pass changed, and everything in a file per pass.
// CHECK-NOT:  After cse
// CHECK:      // -----// IR Dump Diff After canonicalize
// CHECK-NEXT: @@ -1,7 +1,5 @@
// CHECK-NEXT:  module {
// CHECK-NEXT:    func.func @f(%x: i32) -> i32 {
// CHECK-NEXT: -    %zero = arith.constant 0 : i32
// CHECK-NEXT: -    %y = arith.addi %x, %zero : i32
// CHECK-NEXT: -    return %y : i32
// CHECK-NEXT: +    return %x : i32
// CHECK-NEXT:    }
// TREE:       IR Dump After cse
// TREE:         arith.addi
// TREE:       IR Dump After canonicalize
// TREE-NOT:     arith.addi
// REFUSED:    [PASS011]
// REFUSED-SAME: cannot write the IR to
func.func @f(%x: i32) -> i32 {
  %zero = arith.constant 0 : i32
  %y = arith.addi %x, %zero : i32
  return %y : i32
}
