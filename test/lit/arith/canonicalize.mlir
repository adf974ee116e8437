// RUN: terrace opt %s -p canonicalize --split-input-file | FileCheck %s

// Neutral elements vanish.
// CHECK-LABEL: func.func @neutral(
// CHECK-NOT:   arith.addf{{ }}
// CHECK-NOT:   arith.addi{{ }}
// CHECK-NOT:   arith.andi{{ }}
// CHECK-NOT:   arith.divsi{{ }}
// CHECK-NOT:   arith.mulf{{ }}
// CHECK-NOT:   arith.muli{{ }}
// CHECK-NOT:   arith.ori{{ }}
// CHECK-NOT:   arith.shli{{ }}
// CHECK:       return
func.func @neutral(%x: i32, %f: f32) -> (i32, f32) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %ones = arith.constant -1 : i32
  %f1 = arith.constant 1.0 : f32
  %nz = arith.constant -0.0 : f32
  %a = arith.addi %c0, %x : i32
  %b = arith.muli %a, %c1 : i32
  %c = arith.andi %b, %ones : i32
  %d = arith.ori %c, %c0 : i32
  %e = arith.shli %d, %c0 : i32
  %g = arith.divsi %e, %c1 : i32
  %h = arith.mulf %f, %f1 : f32
  %i = arith.addf %h, %nz : f32
  return %g, %i : i32, f32
}

// -----

// Absorbing elements win.
// CHECK-LABEL: func.func @absorbing(
// CHECK-NOT:   arith.muli{{ }}
// CHECK-NOT:   arith.remui{{ }}
// CHECK-NOT:   arith.subi{{ }}
// CHECK:       return
func.func @absorbing(%x: i32, %v: vector<4xi8>) -> (i32, i32, vector<4xi8>) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %a = arith.muli %x, %c0 : i32
  %b = arith.remui %x, %c1 : i32
  %c = arith.subi %v, %v : vector<4xi8>
  return %a, %b, %c : i32, i32, vector<4xi8>
}

// -----

// What was done is undone.
// CHECK-LABEL: func.func @undone(
// CHECK-NOT:   arith.addi{{ }}
// CHECK-NOT:   arith.extsi{{ }}
// CHECK-NOT:   arith.negf{{ }}
// CHECK-NOT:   arith.subi{{ }}
// CHECK-NOT:   arith.trunci{{ }}
// CHECK-NOT:   arith.xori{{ }}
// CHECK:       return
func.func @undone(%x: i32, %y: i32, %f: f32, %s: i8) -> (i32, f32, i8) {
  %a = arith.addi %x, %y : i32
  %b = arith.subi %a, %y : i32
  %c = arith.xori %b, %y : i32
  %d = arith.xori %c, %y : i32
  %e = arith.negf %f : f32
  %g = arith.negf %e : f32
  %h = arith.extsi %s : i8 to i32
  %i = arith.trunci %h : i32 to i8
  return %d, %g, %i : i32, f32, i8
}

// -----

// Constants of sums join.
// CHECK-LABEL: func.func @sums(
// CHECK-NOT:   arith.addi{{ }}
// CHECK:       arith.subi
// CHECK:       arith.muli
// CHECK:       return
func.func @sums(%x: i32) -> i32 {
  %c3 = arith.constant 3 : i32
  %c5 = arith.constant 5 : i32
  %a = arith.addi %x, %c3 : i32
  %b = arith.addi %a, %c5 : i32
  %c = arith.subi %b, %c3 : i32
  %d = arith.subi %c5, %c : i32
  %e = arith.muli %d, %c3 : i32
  %g = arith.muli %e, %c5 : i32
  return %g : i32
}

// -----

// Comparisons of equals, of known outcome (nothing is below zero without sign), with the constant
// on the left, and turned around.
// CHECK-LABEL: func.func @comparisons(
// CHECK-DAG:   %[[NO:.*]] = arith.constant false
// CHECK-DAG:   %[[YES:.*]] = arith.constant true
// CHECK-NOT:   arith.xori
// CHECK:       %[[LESS:.*]] = arith.cmpi slt, %x, %c7
// CHECK-NEXT:  %[[OTHER:.*]] = arith.cmpi ne, %x, %y
// CHECK-NEXT:  return %[[NO]], %[[YES]], %[[LESS]], %[[OTHER]]
func.func @comparisons(%x: i32, %y: i32) -> (i1, i1, i1, i1) {
  %c7 = arith.constant 7 : i32
  %c0 = arith.constant 0 : i32
  %a = arith.cmpi slt, %x, %x : i32
  %b = arith.cmpi uge, %y, %c0 : i32
  %c = arith.cmpi sgt, %c7, %x : i32
  %true = arith.constant true
  %d = arith.cmpi eq, %x, %y : i32
  %e = arith.xori %d, %true : i1
  return %a, %b, %c, %e : i1, i1, i1, i1
}

// -----

// Selections whose outcome or shape is known.
// CHECK-LABEL: func.func @selections(
// CHECK:       arith.xori
// CHECK:       arith.select
// CHECK:       arith.select
// CHECK:       return
func.func @selections(%c: i1, %x: i32, %y: i32) -> (i32, i32, i1, i1, i32, i32) {
  %true = arith.constant true
  %false = arith.constant false
  %a = arith.select %true, %x, %y : i32
  %b = arith.select %c, %y, %y : i32
  %d = arith.select %c, %true, %false : i1
  %e = arith.select %c, %false, %true : i1
  %n = arith.xori %c, %true : i1
  %g = arith.select %n, %x, %y : i32
  %h = arith.select %c, %x, %y : i32
  %i = arith.select %c, %h, %y : i32
  return %a, %b, %d, %e, %g, %i : i32, i32, i1, i1, i32, i32
}

// -----

// Chains of conversions join.
// CHECK-LABEL: func.func @conversions(
// CHECK-NOT:   arith.bitcast{{ }}
// CHECK-NOT:   arith.extf{{ }}
// CHECK-NOT:   arith.index_cast{{ }}
// CHECK-NOT:   arith.truncf{{ }}
// CHECK-NOT:   arith.trunci{{ }}
// CHECK:       arith.extui
// CHECK:       arith.extsi
// CHECK:       return
func.func @conversions(%x: i8, %f: f32, %i: i32) -> (i64, i16, f32, i32, f32) {
  %a = arith.extui %x : i8 to i16
  %b = arith.extui %a : i16 to i64
  %c = arith.extsi %x : i8 to i32
  %d = arith.trunci %c : i32 to i16
  %e = arith.bitcast %f : f32 to i32
  %g = arith.bitcast %e : i32 to f32
  %h = arith.index_cast %i : i32 to index
  %j = arith.index_cast %h : index to i32
  %k = arith.extf %f : f32 to f64
  %l = arith.truncf %k : f64 to f32
  return %b, %d, %g, %j, %l : i64, i16, f32, i32, f32
}

// -----

// Operations on constants are computed, lane by lane if need be.
// CHECK-LABEL: func.func @computed(
// CHECK-NOT:   arith.addi{{ }}
// CHECK-NOT:   arith.ceildivsi{{ }}
// CHECK-NOT:   arith.cmpi{{ }}
// CHECK-NOT:   arith.divf{{ }}
// CHECK-NOT:   arith.divsi{{ }}
// CHECK-NOT:   arith.fptosi{{ }}
// CHECK-NOT:   arith.muli{{ }}
// CHECK-NOT:   arith.sitofp{{ }}
// CHECK:       return
func.func @computed() -> (i8, vector<4xi32>, vector<4xi1>, f32, i32, f64) {
  %c7 = arith.constant 7 : i8
  %c100 = arith.constant 100 : i8
  %a = arith.addi %c100, %c100 : i8
  %b = arith.divsi %a, %c7 : i8
  %c = arith.ceildivsi %b, %c7 : i8
  %v = arith.constant dense<[1, 2, 3, 4]> : vector<4xi32>
  %w = arith.constant dense<3> : vector<4xi32>
  %d = arith.muli %v, %w : vector<4xi32>
  %e = arith.cmpi ugt, %v, %w : vector<4xi32>
  %x = arith.constant 1.5 : f32
  %y = arith.constant 0.1 : f32
  %f = arith.divf %x, %y : f32
  %g = arith.fptosi %x : f32 to i32
  %h = arith.sitofp %c7 : i8 to f64
  return %c, %d, %e, %f, %g, %h : i8, vector<4xi32>, vector<4xi1>, f32, i32, f64
}

// -----

// Undefined results are not computed.
// CHECK-LABEL: func.func @kept(
// CHECK:       arith.divui
// CHECK:       arith.divsi
// CHECK:       arith.shli
// CHECK:       return
func.func @kept(%x: i32) -> (i32, i32, i32) {
  %c0 = arith.constant 0 : i32
  %c40 = arith.constant 40 : i32
  %a = arith.divui %x, %c0 : i32
  %b = arith.divsi %c40, %c0 : i32
  %c = arith.shli %c40, %c40 : i32
  return %a, %b, %c : i32, i32, i32
}

// -----

// Halves that nobody looks at are not computed.
// CHECK-LABEL: func.func @extended(
// CHECK-NOT:   arith.addui_extended{{ }}
// CHECK-NOT:   arith.mulsi_extended{{ }}
// CHECK:       arith.muli
// CHECK:       arith.addi
// CHECK:       return
func.func @extended(%x: i32, %y: i32) -> (i32, i32) {
  %a, %b = arith.mulsi_extended %x, %y : i32
  %c, %d = arith.addui_extended %x, %y : i32, i1
  return %a, %c : i32, i32
}

// -----

// What was narrowed and widened is what it was, where both may skip the rounding.
// CHECK-LABEL: func.func @rounding_skipped(
// CHECK-SAME:  %[[X:[^ ]*]]: f32
// CHECK:       arith.truncf
// CHECK:       %[[ROUNDED:.*]] = arith.extf
// CHECK-NOT:   arith.
// CHECK:       return %[[X]], %[[ROUNDED]]
func.func @rounding_skipped(%x: f32) -> (f32, f32) {
  %0 = arith.truncf %x fastmath<contract> : f32 to f16
  %1 = arith.extf %0 fastmath<contract> : f16 to f32
  %2 = arith.truncf %x fastmath<contract> : f32 to f16
  %3 = arith.extf %2 : f16 to f32
  return %1, %3 : f32, f32
}

// -----

// What compares is made by operations that take nothing.
// CHECK-LABEL: func.func @of_nothing
// CHECK:         arith.cmpi slt
func.func private @value() -> i32

func.func @of_nothing() -> i1 {
  %a = call @value() : () -> i32
  %b = call @value() : () -> i32
  %c = arith.cmpi slt, %a, %b : i32
  return %c : i1
}
