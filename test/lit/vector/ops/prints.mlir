// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Printing, with words and punctuation.
// CHECK-LABEL: func.func @prints
func.func @prints(%v: vector<8xf32>, %i: index) {
  // CHECK: vector.print %{{.*}} : vector<8xf32>
  vector.print %v : vector<8xf32>
  // CHECK: vector.print punctuation <comma>
  vector.print punctuation <comma>
  // CHECK: vector.print str "hello"
  vector.print str "hello"
  vector.print %i : index punctuation <no_punctuation>
  return
}
