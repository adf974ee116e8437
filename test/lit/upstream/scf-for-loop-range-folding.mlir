// RUN: terrace opt %s -p scf-for-loop-range-folding --check-each --split-input-file | FileCheck %s

// An addition goes into the bounds, a multiplication into the step, too.
// CHECK-LABEL: func.func @fires
// CHECK:         %[[L:.*]] = arith.addi %{{.*}}, %[[OFF:.*]] : index
// CHECK-NEXT:    %[[U:.*]] = arith.addi %{{.*}}, %[[OFF]] : index
// CHECK-NEXT:    %[[L4:.*]] = arith.muli %[[L]], %[[FOUR:.*]] : index
// CHECK-NEXT:    %[[U4:.*]] = arith.muli %[[U]], %[[FOUR]] : index
// CHECK-NEXT:    %[[S4:.*]] = arith.muli %{{.*}}, %[[FOUR]] : index
// CHECK-NEXT:    scf.for %[[I:.*]] = %[[L4]] to %[[U4]] step %[[S4]] {
// CHECK-NEXT:      memref.store %{{.*}}, %{{.*}}[%[[I]]]
func.func @fires(%m: memref<64xf32>, %x: f32) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %two = arith.constant 2 : index
  %four = arith.constant 4 : index
  %n = arith.constant 8 : index
  scf.for %i = %zero to %n step %one {
    %shifted = arith.addi %i, %two : index
    %at = arith.muli %four, %shifted : index
    memref.store %x, %m[%at] : memref<64xf32>
  }
  return
}

// -----

// The counter is used twice; the other operand is made inside; a factor may be negative; the
// counter may wrap round.
// CHECK-LABEL: func.func @declines
// CHECK:         arith.addi %[[I:.*]], %[[I]]
// CHECK:         %[[INSIDE:.*]] = memref.load
// CHECK-NEXT:    arith.addi %{{.*}}, %[[INSIDE]]
// CHECK:         scf.for
// CHECK-NEXT:    arith.muli
// CHECK:         scf.for
// CHECK-NEXT:    arith.addi
func.func @declines(%m: memref<64xindex>, %n: index, %k: index, %small: i8) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %zero8 = arith.constant 0 : i8
  %one8 = arith.constant 1 : i8
  scf.for %i = %zero to %n step %one {
    %at = arith.addi %i, %i : index
    memref.store %n, %m[%at] : memref<64xindex>
  }
  scf.for %i = %zero to %n step %one {
    %inside = memref.load %m[%zero] : memref<64xindex>
    %at = arith.addi %i, %inside : index
    memref.store %n, %m[%at] : memref<64xindex>
  }
  scf.for %i = %zero to %n step %one {
    %at = arith.muli %i, %k : index
    memref.store %n, %m[%at] : memref<64xindex>
  }
  scf.for %i = %zero8 to %small step %one8 : i8 {
    %at = arith.addi %i, %one8 : i8
    %wide = arith.index_cast %at : i8 to index
    memref.store %n, %m[%wide] : memref<64xindex>
  }
  return
}

// -----

// CHECK-LABEL: func.func @already_done
// CHECK-NOT:     arith.addi
func.func @already_done(%m: memref<64xf32>, %x: f32, %n: index) {
  %one = arith.constant 1 : index
  scf.for %i = %one to %n step %one {
    memref.store %x, %m[%i] : memref<64xf32>
  }
  return
}
