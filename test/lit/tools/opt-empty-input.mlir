// RUN: terrace opt - < /dev/null | FileCheck %s

// Nothing is a module without operations.
// CHECK:      module {
// CHECK-NEXT: }
