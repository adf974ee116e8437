// RUN: not terrace opt %s -o /dev/full 2>&1 | FileCheck %s

// A disk without room is the user's problem, and said.
// CHECK: error[FILE001]: cannot write `/dev/full`
func.func @f() {
  return
}
