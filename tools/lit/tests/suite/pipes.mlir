// RUN: emit %s > %t && cat %t %t | FileCheck %s \
// RUN:   --implicit-check-not=three
// RUN: emit < %s | FileCheck --input-file=%t %s
// RUN: not emit --fail 2> %t.err && FileCheck --check-prefix=ERR --input-file=%t.err %s

// CHECK-COUNT-1: one
one
// ERR: told to fail
