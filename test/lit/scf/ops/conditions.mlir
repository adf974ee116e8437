// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Regions chosen by a condition or an index.
// CHECK-LABEL: func.func @conditions
func.func @conditions(%c: i1, %x: f32, %y: f32, %n: index) -> f32 {
  // CHECK: scf.if %{{.*}} {
  scf.if %c {
    %u_x = arith.constant 1 : i32
  }
  scf.if %c {
  } else {
    %u_y = arith.constant 1 : i32
  }
  // CHECK: scf.if %{{.*}} -> (f32) {
  %r = scf.if %c -> (f32) {
    scf.yield %x : f32
  } else {
    scf.yield %y : f32
  }
  // CHECK:      scf.index_switch %{{.*}} -> f32
  // CHECK-NEXT: case 2 {
  // CHECK:      case -5 {
  // CHECK:      default {
  %s = scf.index_switch %n -> f32
  case 2 {
    scf.yield %x : f32
  }
  case -5 {
    scf.yield %y : f32
  }
  default {
    scf.yield %r : f32
  }
  scf.index_switch %n
  case 1 {
    %u_n = arith.constant 1 : i32
    scf.yield
  }
  default {
  }
  return %s : f32
}
