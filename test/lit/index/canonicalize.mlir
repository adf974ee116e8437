// RUN: terrace opt %s --split-input-file -p canonicalize | FileCheck %s

// CHECK-LABEL: func.func @constants
func.func @constants() -> (index, index, index, index) {
  // CHECK-DAG: %[[sum:.+]] = index.constant 10
  // CHECK-DAG: %[[down:.+]] = index.constant -4
  // CHECK-DAG: %[[up:.+]] = index.constant -3
  // CHECK-DAG: %[[rest:.+]] = index.constant -1
  // CHECK: return %[[sum]], %[[down]], %[[up]], %[[rest]]
  %a = index.constant -7
  %b = index.constant 2
  %c = index.constant 17
  %sum = index.add %a, %c
  %down = index.floordivs %a, %b
  %up = index.ceildivs %a, %b
  %rest = index.rems %a, %b
  return %sum, %down, %up, %rest : index, index, index, index
}

// -----

// What 32 and 64 bits do not agree on stays.
// CHECK-LABEL: func.func @width_matters
func.func @width_matters() -> (index, i1, index) {
  // CHECK: index.shrs
  // CHECK: index.cmp
  // CHECK: index.divs
  %big = index.constant 4294967295
  %zero = index.constant 0
  %one = index.constant 1
  %min = index.constant -9223372036854775808
  %shift = index.shrs %big, %one
  %less = index.cmp slt(%big, %zero)
  %quotient = index.divs %one, %zero
  return %shift, %less, %quotient : index, i1, index
}

// -----

// CHECK-LABEL: func.func @identities
func.func @identities(%x: index) -> (index, index, index, index) {
  // CHECK: %[[zero:.+]] = index.constant 0
  // CHECK: return %x, %x, %x, %[[zero]]
  %zero = index.constant 0
  %one = index.constant 1
  %0 = index.add %x, %zero
  %1 = index.sub %x, %zero
  %2 = index.mul %x, %one
  %3 = index.mul %x, %zero
  return %0, %1, %2, %3 : index, index, index, index
}

// -----

// CHECK-LABEL: func.func @chains
func.func @chains(%x: index) -> (index, index) {
  // CHECK-DAG: %[[seven:.+]] = index.constant 7
  // CHECK-DAG: %[[four:.+]] = index.constant 4
  // CHECK: index.add %x, %[[seven]]
  // CHECK: index.maxs %x, %[[four]]
  %three = index.constant 3
  %four = index.constant 4
  %0 = index.add %x, %three
  %1 = index.add %0, %four
  %2 = index.maxs %x, %three
  %3 = index.maxs %2, %four
  return %1, %3 : index, index
}

// -----

// CHECK-LABEL: func.func @comparisons
func.func @comparisons(%x: index, %y: index) -> (i1, i1, i1, i1) {
  // CHECK-DAG: %[[true:.+]] = index.bool.constant true
  // CHECK-DAG: %[[false:.+]] = index.bool.constant false
  // CHECK: %[[eq:.+]] = index.cmp eq(%x, %y)
  // CHECK: return %[[true]], %[[false]], %[[true]], %[[eq]]
  %zero = index.constant 0
  %three = index.constant 3
  %same = index.cmp sle(%x, %x)
  %clamped = index.maxs %x, %three
  %below = index.cmp slt(%clamped, %three)
  %other = index.cmp ne(%clamped, %zero)
  %difference = index.sub %x, %y
  %equal = index.cmp eq(%difference, %zero)
  return %same, %below, %other, %equal : i1, i1, i1, i1
}

// -----

// x - y overflows, so its sign is not the order of x and y.
// CHECK-LABEL: func.func @order_of_difference
func.func @order_of_difference(%x: index, %y: index) -> i1 {
  // CHECK: index.sub
  // CHECK: index.cmp slt
  %zero = index.constant 0
  %difference = index.sub %x, %y
  %less = index.cmp slt(%difference, %zero)
  return %less : i1
}
