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

// CHECK-LABEL: func.func @floats
func.func @floats(%a: f32, %b: f32, %t: tensor<?xbf16>) {
  // CHECK: arith.addf %{{.*}}, %{{.*}} : f32
  %addf = arith.addf %a, %b : f32
  // CHECK: arith.subf %{{.*}}, %{{.*}} : f32
  %subf = arith.subf %a, %b : f32
  // CHECK: arith.mulf %{{.*}}, %{{.*}} : f32
  %mulf = arith.mulf %a, %b : f32
  // CHECK: arith.divf %{{.*}}, %{{.*}} : f32
  %divf = arith.divf %a, %b : f32
  // CHECK: arith.remf %{{.*}}, %{{.*}} : f32
  %remf = arith.remf %a, %b : f32
  // CHECK: arith.maximumf %{{.*}}, %{{.*}} : f32
  %maximumf = arith.maximumf %a, %b : f32
  // CHECK: arith.minimumf %{{.*}}, %{{.*}} : f32
  %minimumf = arith.minimumf %a, %b : f32
  // CHECK: arith.maxnumf %{{.*}}, %{{.*}} : f32
  %maxnumf = arith.maxnumf %a, %b : f32
  // CHECK: arith.minnumf %{{.*}}, %{{.*}} : f32
  %minnumf = arith.minnumf %a, %b : f32
  // CHECK: arith.negf %{{.*}} : f32
  %n = arith.negf %a : f32
  // CHECK: arith.addf %{{.*}}, %{{.*}} fastmath<reassoc,contract> : f32
  %f0 = arith.addf %a, %b fastmath<reassoc,contract> : f32
  // CHECK: arith.mulf %{{.*}}, %{{.*}} fastmath<fast> : tensor<?xbf16>
  %f1 = arith.mulf %t, %t fastmath<fast> : tensor<?xbf16>
  return
}

// CHECK-LABEL: func.func @comparisons
func.func @comparisons(%a: i32, %x: f32, %v: vector<4xf32>, %c: i1, %m: vector<4xi1>) {
  // CHECK: arith.cmpi slt, %{{.*}}, %{{.*}} : i32
  %0 = arith.cmpi slt, %a, %a : i32
  %1 = arith.cmpi uge, %a, %a : i32
  // CHECK: arith.cmpf olt, %{{.*}}, %{{.*}} : f32
  %2 = arith.cmpf olt, %x, %x : f32
  // CHECK: arith.cmpf uno, %{{.*}}, %{{.*}} fastmath<nnan> : vector<4xf32>
  %3 = arith.cmpf uno, %v, %v fastmath<nnan> : vector<4xf32>
  // CHECK: arith.select %{{.*}}, %{{.*}}, %{{.*}} : i32
  %4 = arith.select %c, %a, %a : i32
  // CHECK: arith.select %{{.*}}, %{{.*}}, %{{.*}} : vector<4xf32>
  %5 = arith.select %c, %v, %v : vector<4xf32>
  // CHECK: arith.select %{{.*}}, %{{.*}}, %{{.*}} : vector<4xi1>, vector<4xf32>
  %6 = arith.select %m, %v, %v : vector<4xi1>, vector<4xf32>
  return
}

// CHECK-LABEL: func.func @conversions
func.func @conversions(%a: i32, %x: f32, %i: index, %v: vector<[4]xi8>, %m: f8E8M0FNU, %q: f4E2M1FN, %b: memref<4xi32>) {
  // CHECK: arith.extui %{{.*}} : i32 to i64
  %0 = arith.extui %a : i32 to i64
  %1 = arith.extsi %v : vector<[4]xi8> to vector<[4]xi16>
  // CHECK: arith.trunci %{{.*}} overflow<nuw> : i32 to i8
  %2 = arith.trunci %a overflow<nuw> : i32 to i8
  %3 = arith.extf %x : f32 to f64
  // CHECK: arith.truncf %{{.*}} to_nearest_even : f32 to f16
  %4 = arith.truncf %x to_nearest_even : f32 to f16
  %5 = arith.truncf %x : f32 to bf16
  %6 = arith.sitofp %a : i32 to f32
  %7 = arith.uitofp %a : i32 to f64
  %8 = arith.fptosi %x : f32 to i8
  %9 = arith.fptoui %x : f32 to i64
  %10 = arith.index_cast %i : index to i64
  %11 = arith.index_castui %a : i32 to index
  %12 = arith.bitcast %x : f32 to i32
  %13 = arith.scaling_extf %q, %m : f4E2M1FN, f8E8M0FNU to f32
  // CHECK: arith.scaling_truncf %{{.*}}, %{{.*}} : f32, f8E8M0FNU to f4E2M1FN
  %14 = arith.scaling_truncf %x, %m : f32, f8E8M0FNU to f4E2M1FN
  %15 = arith.index_cast %b : memref<4xi32> to memref<4xindex>
  return
}

// CHECK-LABEL: func.func @constants
func.func @constants() {
  // CHECK: arith.constant 42 : i32
  %0 = arith.constant 42 : i32
  // CHECK: arith.constant true
  %1 = arith.constant true
  %2 = arith.constant -7 : index
  // CHECK: arith.constant 1.500000e+00 : f32
  %3 = arith.constant 1.5 : f32
  %4 = arith.constant 0x7FC00000 : f32
  // CHECK: arith.constant dense<[1, 2, 3]> : tensor<3xi8>
  %5 = arith.constant dense<[1, 2, 3]> : tensor<3xi8>
  %6 = arith.constant dense<0.0> : vector<2x[4]xf32>
  // CHECK: arith.constant {note} 5 : i4
  %7 = arith.constant {note} 5 : i4
  return
}
