// RUN: terrace opt %s -p canonicalize,cse --stop-after=canonicalize:1 | FileCheck %s --check-prefix=ONE
// RUN: terrace opt %s -p canonicalize,cse --stop-after=canonicalize | FileCheck %s --check-prefix=PASS
// RUN: terrace opt %s -p cse,canonicalize,cse '--stop-after=cse#2' | FileCheck %s --check-prefix=PASS
// RUN: terrace opt %s -p canonicalize --debug-counter=fold-skip=1,fold-count=1 | FileCheck %s --check-prefix=WINDOW
// RUN: terrace opt %s -p canonicalize --log-actions-to=- -o %t 2>&1 | FileCheck %s --check-prefix=LOG
// RUN: not terrace opt %s -p canonicalize --stop-after=canonicalise 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not terrace opt %s -p canonicalize --stop-after=canonicalize:x 2>&1 | FileCheck %s --check-prefix=MALFORMED
// RUN: not terrace opt %s -p canonicalize --debug-counter=fold 2>&1 | FileCheck %s --check-prefix=COUNTER
// RUN: terrace opt %s -p canonicalize --debug-counter=folds-count=1 -o %t 2>&1 | FileCheck %s --check-prefix=UNMET

// A run ends after a number of changes, and changes are left out by name.
// ONE:       arith.constant 0
// ONE:       arith.muli
// ONE-NOT:   arith.addi
// PASS:      func.func @f(%x: i32)
// PASS-NEXT:   return %x : i32
// WINDOW:    arith.addi
// WINDOW-NOT: arith.muli
// LOG:       0{{.}}canonicalize{{.}}run{{.}}canonicalize{{.}}builtin.module
// LOG-NEXT:  0{{.}}canonicalize{{.}}1{{.}}fold{{.}}arith.addi{{.}}{{.*}}.mlir:[[#]]:
// LOG-NEXT:  0{{.}}canonicalize{{.}}2{{.}}fold{{.}}arith.muli
// UNKNOWN:   PASS009
// UNKNOWN:   canonicalize
// MALFORMED: PASS008
// COUNTER:   PASS008
// UNMET:     `folds` was met; `fold` was met
func.func @f(%x: i32) -> i32 {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %a = arith.addi %x, %zero : i32
  %b = arith.muli %a, %one : i32
  %c = arith.subi %b, %zero : i32
  return %c : i32
}
