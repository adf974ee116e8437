// RUN: terrace opt %s -p canonicalize --split-input-file | FileCheck %s

// A known condition leaves one branch.
// CHECK-LABEL: func.func @constant(
// CHECK-NOT:   cf.cond_br{{ }}
// CHECK:       return
func.func @constant(%x: i32, %y: i32) -> i32 {
  %true = arith.constant true
  cf.cond_br %true, ^a(%x : i32), ^b
^a(%r: i32):
  return %r : i32
^b:
  return %y : i32
}

// -----

// Blocks that only branch on are skipped.
// CHECK-LABEL: func.func @through(
// CHECK-NOT:   cf.br{{ }}
// CHECK:       cf.cond_br
// CHECK:       return
// CHECK:       return
func.func @through(%c: i1, %x: i32) -> i32 {
  cf.cond_br %c, ^a, ^b
^a:
  cf.br ^c(%x : i32)
^b:
  cf.br ^d
^c(%r: i32):
  return %r : i32
^d:
  %z = arith.constant 0 : i32
  return %z : i32
}

// -----

// Two branches to one place are one, with a selection.
// CHECK-LABEL: func.func @same(
// CHECK-NOT:   cf.cond_br{{ }}
// CHECK:       arith.select
// CHECK:       return
func.func @same(%c: i1, %x: i32, %y: i32) -> i32 {
  cf.cond_br %c, ^a(%x : i32), ^a(%y : i32)
^a(%r: i32):
  return %r : i32
}

// -----

// Behind a condition it is known.
// CHECK-LABEL: func.func @behind(
// CHECK:       cf.cond_br
// CHECK:       return
// CHECK:       return
func.func @behind(%c: i1) -> i1 {
  cf.cond_br %c, ^a, ^b
^a:
  return %c : i1
^b:
  return %c : i1
}

// -----

// A known flag leaves one case; a true assertion goes.
// CHECK-LABEL: func.func @switch(
// CHECK-NOT:   cf.assert{{ }}
// CHECK-NOT:   cf.switch{{ }}
// CHECK:       return
func.func @switch(%x: i32, %y: i32) -> i32 {
  %c42 = arith.constant 42 : i32
  %true = arith.constant true
  cf.assert %true, "true"
  cf.switch %c42 : i32, [
    default: ^a(%x : i32),
    42: ^a(%y : i32)
  ]
^a(%r: i32):
  return %r : i32
}
