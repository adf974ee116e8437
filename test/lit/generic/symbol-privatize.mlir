// RUN: terrace opt %s -p 'symbol-privatize{exclude=main}' | FileCheck %s
// RUN: terrace opt %s -p 'symbol-privatize{exclude=main},symbol-dce' | FileCheck %s --check-prefix=GONE

// Fires, declines what is excluded, has nothing to do for what is private.
// CHECK:     func.func @main
// CHECK:     func.func private @helper
// CHECK:     func.func private @unused
// GONE:      func.func @main
// GONE:      func.func private @helper
// GONE-NOT:  @unused
func.func @main() {
  call @helper() : () -> ()
  return
}
func.func @helper() {
  return
}
func.func private @unused() {
  return
}
