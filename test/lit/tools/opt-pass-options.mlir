// RUN: terrace opt %s -p 'inline{max-ops=0}' | FileCheck %s
// RUN: terrace opt %s -p inline | FileCheck %s --check-prefix=DEFAULT
// RUN: not terrace opt %s -p 'inline{max-opps=0}' 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not terrace opt %s -p 'inline{max-ops=few}' 2>&1 | FileCheck %s --check-prefix=VALUE

// Passes take options, which are checked.
// CHECK:       func.func @f
// CHECK:         call @callee
// DEFAULT:     func.func @f
// DEFAULT-NOT:   call
// NAME:        `max-opps`
// NAME:        `max-ops`
// VALUE:       `few`
func.func @f() {
  call @callee() : () -> ()
  call @callee() : () -> ()
  return
}
func.func private @callee() {
  return
}
