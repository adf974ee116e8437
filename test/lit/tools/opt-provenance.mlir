// RUN: terrace opt %s -p canonicalize --provenance | FileCheck %s
// RUN: terrace opt %s -p canonicalize --provenance=loc | FileCheck %s --check-prefix=LOC
// RUN: not terrace opt %s --provenance=all 2>&1 | FileCheck %s --check-prefix=WORD

// What a pass made says what made it and from what; what is there from the start says nothing.
// CHECK: constant 7 : i32  // pass `canonicalize` (`fold`) from `arith.addi` at {{.*}}:14:3
// CHECK: return %{{[a-z]+}} : i32{{$}}
// LOC:   constant 7 : i32 loc(fused<"pass `canonicalize` (`fold`) from `arith.addi` at
// LOC:   return %{{[a-z]+}} : i32 loc("
// WORD:  invalid value 'all'
func.func @f() -> i32 {
  %three = arith.constant 3 : i32
  %four = arith.constant 4 : i32
  %seven = arith.addi %three, %four : i32
  return %seven : i32
}
