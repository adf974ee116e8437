// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Every branch, with and without values.
// CHECK-LABEL: func.func @branches
func.func @branches(%c: i1, %x: i32, %flag: i32) -> i32 {
  // CHECK: cf.assert %{{.*}}, "must hold"
  cf.assert %c, "must hold"
  // CHECK: cf.cond_br %{{.*}}, ^bb1(%{{.*}} : i32), ^bb2
  cf.cond_br %c, ^bb1(%x : i32), ^bb2
^bb1(%a: i32):
  // CHECK: cf.br ^bb3(%{{.*}} : i32)
  cf.br ^bb3(%a : i32)
^bb2:
  // CHECK:      cf.switch %{{.*}} : i32, [
  // CHECK-NEXT:   default: ^bb4,
  // CHECK-NEXT:   42: ^bb3(%{{.*}} : i32),
  // CHECK-NEXT:   -7: ^bb4
  // CHECK-NEXT: ]
  cf.switch %flag : i32, [
    default: ^bb4,
    42: ^bb3(%x : i32),
    -7: ^bb4
  ]
^bb3(%r: i32):
  // CHECK: cf.cond_br %{{.*}} weights([10, 90]), ^bb4, ^bb5
  cf.cond_br %c weights([10, 90]), ^bb4, ^bb5
^bb4:
  cf.br ^bb3(%x : i32)
^bb5:
  cf.switch %flag : i32, [
    default: ^bb6
  ]
^bb6:
  return %r : i32
}
