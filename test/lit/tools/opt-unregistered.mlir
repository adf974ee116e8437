// RUN: terrace opt %s --allow-unregistered-dialect | FileCheck %s
// RUN: not terrace opt %s 2>&1 | FileCheck %s --check-prefix=REFUSED

// Unknown dialects are a slip unless asked for; then all is kept.
// CHECK: "mine.op"(%x) {mode = #mine.fast} : (i32) -> !mine.box<i32>
// REFUSED: [PARSE010] Error: operation `mine.op` is not registered
func.func @f(%x: i32) {
  %y = "mine.op"(%x) {mode = #mine.fast} : (i32) -> !mine.box<i32>
  return
}
