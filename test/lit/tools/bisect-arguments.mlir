// RUN: not terrace bisect %s -p canonicalise 2>&1 | FileCheck %s
// RUN: not terrace bisect %s -p cse --criterion panik 2>&1 | FileCheck %s --check-prefix=WORD
// RUN: not terrace bisect %s -p cse --criterion command 2>&1 | FileCheck %s --check-prefix=NEEDS
// RUN: not terrace bisect %s -p cse --criterion panic --command true 2>&1 | FileCheck %s --check-prefix=FOR
// RUN: not terrace bisect %s -p cse --time-limit 0 2>&1 | FileCheck %s --check-prefix=TIME
// RUN: not terrace bisect %s.missing -p cse 2>&1 | FileCheck %s --check-prefix=FILE
// RUN: not terrace reduce %s 2>&1 | FileCheck %s --check-prefix=REPRODUCER

// What cannot be meant is said, with what may be.
// CHECK:      [PASS002] Error: unknown pass or pipeline `canonicalise`
// CHECK:      canonicalize
// WORD:       invalid value 'panik'
// WORD:       'panic'
// NEEDS:      `--criterion command` needs `--command
// FOR:        `--command` is for `--criterion command`
// TIME:       expected more than 0
// FILE:       error[FILE001]: cannot read
// REPRODUCER: [RED003] Error: malformed reproducer: expected a first line
func.func @f() {
  return
}
