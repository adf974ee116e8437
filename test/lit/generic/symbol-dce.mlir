// RUN: terrace opt %s -p symbol-dce --split-input-file | FileCheck %s

// Private functions that only call each other go.
// CHECK-NOT:   @ping
// CHECK-NOT:   @pong
// CHECK-LABEL: func.func @entry
func.func private @ping() {
  call @pong() : () -> ()
  return
}
func.func private @pong() {
  call @ping() : () -> ()
  return
}
func.func @entry() {
  return
}

// -----

// What a public function leads to stays, through any number of calls.
// CHECK:       func.func private @last
// CHECK:       func.func private @middle
// CHECK-LABEL: func.func @declines
func.func private @last() {
  return
}
func.func private @middle() {
  call @last() : () -> ()
  return
}
func.func @declines() {
  call @middle() : () -> ()
  return
}

// -----

// CHECK-LABEL: func.func @already_done
func.func @already_done() {
  return
}
