// RUN: emit %s | FileCheck %s
// RUN: not emit --fail %s 2>&1 | FileCheck %s --check-prefix=ERR

// CHECK: func @f
// CHECK-NEXT: return
func @f
return
// ERR: error: told to fail
