// RUN: terrace explore %s -p symbol-dce,cse -o - | FileCheck %s --check-prefix=PAGE
// RUN: terrace explore %s -p symbol-dce,cse --json | FileCheck %s --check-prefix=JSON
// RUN: not terrace explore %s -p symbol-dce,cse --from symbol-dec --json 2>&1 >/dev/null | FileCheck %s --check-prefix=FROM
// RUN: not terrace explore %s -p symbol-dce,cse --from cse --to 1 --json 2>&1 >/dev/null | FileCheck %s --check-prefix=ORDER
// RUN: terrace explore %s -p cse --function sun --json 2>&1 >/dev/null | FileCheck %s --check-prefix=FUNCTION
// RUN: not terrace explore %s -p csee 2>&1 | FileCheck %s --check-prefix=PASS

// One page that loads nothing.
// PAGE:     <!doctype html>
// PAGE:     Content-Security-Policy
// PAGE-NOT: {{src=|href=}}

// No function is dead; cse keeps one of two products.
// JSON: "pipeline":"builtin.module(symbol-dce,cse)"
// JSON: "pass":"symbol-dce"
// JSON-SAME: "changed":false
// JSON-SAME: "pass":"cse"
// JSON-SAME: "added":2,"removed":3

// FROM: error[EXPLORE001]: the pipeline has no pass `symbol-dec`
// FROM: help: try `symbol-dce`

// ORDER: error[EXPLORE002]: `cse` runs behind `1`: there is nothing from the one to the other
// FUNCTION: warning: no function is called `sun`, did you mean `sum`?
// PASS: [PASS002] Error: unknown pass or pipeline `csee`
func.func @sum(%a: i32, %b: i32) -> i32 {
  %p = arith.muli %a, %b : i32
  %q = arith.muli %a, %b : i32
  %r = arith.subi %p, %q {keep} : i32
  %s = arith.addi %r, %q : i32
  return %s : i32
}
