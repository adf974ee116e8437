// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// A module without operations still has its block, nested or not.
// CHECK:      module {
// CHECK-NEXT: module @inner {
// CHECK-NEXT: }
// CHECK-NEXT: }
module {
  module @inner {
  }
}
