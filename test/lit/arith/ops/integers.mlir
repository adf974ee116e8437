// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Integers: every binary operation on scalars, some on vectors, flags where there are some.
// CHECK-LABEL: func.func @integers
func.func @integers(%a: i32, %b: i32, %v: vector<4xi64>, %i: index) {
  // CHECK: arith.addi %{{.*}}, %{{.*}} : i32
  %addi = arith.addi %a, %b : i32
  // CHECK: arith.subi %{{.*}}, %{{.*}} : i32
  %subi = arith.subi %a, %b : i32
  // CHECK: arith.muli %{{.*}}, %{{.*}} : i32
  %muli = arith.muli %a, %b : i32
  // CHECK: arith.divui %{{.*}}, %{{.*}} : i32
  %divui = arith.divui %a, %b : i32
  // CHECK: arith.divsi %{{.*}}, %{{.*}} : i32
  %divsi = arith.divsi %a, %b : i32
  // CHECK: arith.ceildivui %{{.*}}, %{{.*}} : i32
  %ceildivui = arith.ceildivui %a, %b : i32
  // CHECK: arith.ceildivsi %{{.*}}, %{{.*}} : i32
  %ceildivsi = arith.ceildivsi %a, %b : i32
  // CHECK: arith.floordivsi %{{.*}}, %{{.*}} : i32
  %floordivsi = arith.floordivsi %a, %b : i32
  // CHECK: arith.remui %{{.*}}, %{{.*}} : i32
  %remui = arith.remui %a, %b : i32
  // CHECK: arith.remsi %{{.*}}, %{{.*}} : i32
  %remsi = arith.remsi %a, %b : i32
  // CHECK: arith.andi %{{.*}}, %{{.*}} : i32
  %andi = arith.andi %a, %b : i32
  // CHECK: arith.ori %{{.*}}, %{{.*}} : i32
  %ori = arith.ori %a, %b : i32
  // CHECK: arith.xori %{{.*}}, %{{.*}} : i32
  %xori = arith.xori %a, %b : i32
  // CHECK: arith.shli %{{.*}}, %{{.*}} : i32
  %shli = arith.shli %a, %b : i32
  // CHECK: arith.shrui %{{.*}}, %{{.*}} : i32
  %shrui = arith.shrui %a, %b : i32
  // CHECK: arith.shrsi %{{.*}}, %{{.*}} : i32
  %shrsi = arith.shrsi %a, %b : i32
  // CHECK: arith.maxsi %{{.*}}, %{{.*}} : i32
  %maxsi = arith.maxsi %a, %b : i32
  // CHECK: arith.minsi %{{.*}}, %{{.*}} : i32
  %minsi = arith.minsi %a, %b : i32
  // CHECK: arith.maxui %{{.*}}, %{{.*}} : i32
  %maxui = arith.maxui %a, %b : i32
  // CHECK: arith.minui %{{.*}}, %{{.*}} : i32
  %minui = arith.minui %a, %b : i32
  // CHECK: arith.addi %{{.*}}, %{{.*}} overflow<nsw,{{ ?}}nuw> : i32
  %f0 = arith.addi %a, %b overflow<nsw, nuw> : i32
  // CHECK: arith.shli %{{.*}}, %{{.*}} overflow<nsw> : vector<4xi64>
  %f1 = arith.shli %v, %v overflow<nsw> : vector<4xi64>
  %f3 = arith.muli %i, %i {note = 1 : i64} : index
  // CHECK: %{{.*}}, %{{.*}} = arith.addui_extended %{{.*}}, %{{.*}} : i32, i1
  %s, %o = arith.addui_extended %a, %b : i32, i1
  %l0, %h0 = arith.mulsi_extended %a, %b : i32
  %l1, %h1 = arith.mului_extended %v, %v : vector<4xi64>
  return
}
