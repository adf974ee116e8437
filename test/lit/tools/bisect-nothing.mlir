// RUN: not terrace bisect %s -p canonicalize -o %t 2>&1 | FileCheck %s
// RUN: not terrace bisect %s -p cse --command 'false' -o %t 2>&1 | FileCheck %s --check-prefix=INPUT
// RUN: not terrace bisect %s -p cse --command 'exit 125' -o %t 2>&1 | FileCheck %s --check-prefix=TELL
// RUN: not terrace bisect %s -p cse --command 'no-such-program' -o %t 2>&1 | FileCheck %s --check-prefix=PROGRAM

// Passes that are right are not blamed, nor those that get wrong input.
// CHECK:   error[RED001]: nothing fails: the pipeline passes every check
// INPUT:   error[RED002]: the input fails before any pass has run: command
// TELL:    error[RED001]: nothing fails: the command cannot tell
// PROGRAM: error[RED001]: nothing fails: the command cannot be run (127)
func.func @f(%x: i32) -> i32 {
  return %x : i32
}
