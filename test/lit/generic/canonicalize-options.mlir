// RUN: terrace opt %s -p 'canonicalize{driver=walk}' | FileCheck %s --check-prefix=WALK
// RUN: terrace opt %s -p 'canonicalize{fold=false}' | FileCheck %s --check-prefix=NOFOLD
// RUN: terrace opt %s -p 'canonicalize{dialects=math}' | FileCheck %s --check-prefix=DIALECT
// RUN: terrace opt %s -p 'canonicalize{driver=walk fold=false erase-dead=false region-simplify=false enable-patterns=none}' | FileCheck %s --check-prefix=NOTHING
// RUN: not terrace opt %s -p 'canonicalize{dialects=arth}' 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// The walk sees each operation once: users after what they use, so a chain folds in one go; an
// operand that is dead by then is left.
// WALK-LABEL:    func.func @f
// WALK:            return %x : i32
// NOFOLD-LABEL:  func.func @f
// NOFOLD:          arith.addi
// DIALECT-LABEL: func.func @f
// DIALECT:         arith.addi
// NOTHING-LABEL: func.func @f
// NOTHING:         arith.muli
// UNKNOWN:       PASS010
// UNKNOWN:       `arth`
// UNKNOWN:       arith
func.func @f(%x: i32) -> i32 {
  %zero = arith.constant 0 : i32
  %unused = arith.muli %x, %x : i32
  %y = arith.addi %x, %zero : i32
  %z = arith.addi %y, %zero : i32
  return %z : i32
}
