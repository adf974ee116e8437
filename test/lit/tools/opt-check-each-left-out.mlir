// RUN: terrace opt %s -p canonicalize,cse --check-each 2>&1 | FileCheck %s
// RUN: not terrace bisect %s -p canonicalize,cse -o %t 2>&1 | FileCheck %s --check-prefix=BISECT

// What is not compared is named, once.
// CHECK:     EVAL022{{.*}}`mean` is not compared: no inputs can be made for `tensor<*xf32>`
// CHECK-NOT: EVAL02
// BISECT: RED001{{.*}}the pipeline passes every check; 1 of 2 functions could not be compared
func.func @mean(%x: f32, %y: tensor<*xf32>) -> f32 {
  return %x : f32
}
func.func @twice(%x: f32) -> f32 {
  %y = arith.addf %x, %x : f32
  return %y : f32
}
