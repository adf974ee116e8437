// RUN: terrace query 'arith.* and result is f32' %s | FileCheck %s --check-prefix=TYPE
// RUN: terrace query 'used by func.return' %s -f count | FileCheck %s --check-prefix=USED
// RUN: terrace query 'uses (arith.constant and attribute value = "0.0*")' %s -f count | FileCheck %s --check-prefix=USES
// RUN: terrace query 'arith.cmpi and attribute predicate = slt' %s -f count | FileCheck %s --check-prefix=ENUM
// RUN: terrace query 'inside @second and not is terminator' %s -f count | FileCheck %s --check-prefix=INSIDE
// RUN: terrace query 'scf.* and contains memref.store' %s -f count | FileCheck %s --check-prefix=CONTAINS
// RUN: terrace query 'func.return and dominated by scf.if' %s -f count | FileCheck %s --check-prefix=DOMINATED
// RUN: terrace query 'arith.* and dominates memref.store' %s -f count | FileCheck %s --check-prefix=DOMINATES
// RUN: terrace query 'operand 1 is memref or results = 0 and regions > 0' %s -f count | FileCheck %s --check-prefix=OR
// RUN: terrace query 'arith.* and inside @first' %s -f dot | FileCheck %s --check-prefix=DOT
// RUN: terrace query memref.store %s -f json | FileCheck %s --check-prefix=JSON
// RUN: terrace query 'uses = 0 and results = 1' %s -f count | FileCheck %s --check-prefix=UNUSED

// Each operation stands behind its place.
// TYPE:      // {{.*}}query.mlir:[[#@LINE+5]]:3 in @first
// TYPE-NEXT: %{{.*}} = arith.constant 0.0
// TYPE-NEXT: // {{.*}}query.mlir:[[#@LINE+4]]:3 in @first
// TYPE-NEXT: %{{.*}} = arith.addf
func.func @first(%x: f32) -> f32 {
  %zero = arith.constant 0.0 : f32
  %sum = arith.addf %x, %zero : f32
  return %sum : f32
}

func.func @second(%i: index, %n: index, %to: memref<8xindex>) {
  %less = arith.cmpi slt, %i, %n : index
  scf.if %less {
    %twice = arith.addi %i, %i : index
    memref.store %twice, %to[%i] : memref<8xindex>
  }
  %after = arith.muli %i, %n : index
  return
}

// USED:      1 arith.addf
// USED-NEXT: 1 operation{{$}}

// USES:      1 arith.addf
// USES-NEXT: 1 operation{{$}}

// ENUM: 1 operation{{$}}

// INSIDE:      1 arith.addi
// INSIDE-NEXT: 1 arith.cmpi
// INSIDE-NEXT: 1 arith.muli
// INSIDE-NEXT: 1 memref.store
// INSIDE-NEXT: 1 scf.if
// INSIDE-NEXT: 5 operations

// CONTAINS: 1 scf.if

// Of two functions, only one has an `scf.if` before its end.
// DOMINATED:      1 func.return
// DOMINATED-NEXT: 1 operation{{$}}

// DOMINATES:      1 arith.addi
// DOMINATES-NEXT: 1 arith.cmpi
// DOMINATES-NEXT: 2 operations

// OR:      2 func.func
// OR-NEXT: 1 memref.store
// OR-NEXT: 1 scf.if

// DOT:      digraph found {
// DOT:      n0 [label="arith.constant\nf32"
// DOT-NEXT: n1 [label="arith.addf\nf32"
// DOT-NEXT: n0 -> n1;

// JSON-DAG: "in": "second"
// JSON-DAG: "line": [[#@LINE-41]]
// JSON-DAG: "op": "memref.store"
// JSON-DAG: "operands": [
// JSON-DAG: "index"
// JSON-DAG: "memref<8xindex>"

// UNUSED:      1 arith.muli
// UNUSED-NEXT: 1 operation{{$}}
