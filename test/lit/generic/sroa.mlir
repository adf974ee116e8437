// RUN: terrace opt %s -p sroa --check-each --split-input-file | FileCheck %s
// RUN: terrace opt %s -p sroa,mem2reg --split-input-file | FileCheck %s --check-prefix=VALUES

// One memory per element that is used; then each can be a value.
// CHECK-LABEL: func.func @fires
// CHECK-SAME:    (%[[X:.*]]: f32, %[[Y:.*]]: f32)
// CHECK:         %[[A:.*]] = memref.alloca() : memref<f32>
// CHECK-NEXT:    %[[B:.*]] = memref.alloca() : memref<f32>
// CHECK-NOT:     memref.alloca
// CHECK:         memref.store %[[X]], %[[A]][]
// CHECK:         memref.store %[[Y]], %[[B]][]
// CHECK:         memref.load %[[A]][]
// VALUES-LABEL: func.func @fires
// VALUES-NOT:     memref
// VALUES:         return
func.func @fires(%x: f32, %y: f32) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = memref.alloca() : memref<2x2xf32>
  memref.store %x, %a[%c0, %c1] : memref<2x2xf32>
  memref.store %y, %a[%c1, %c1] : memref<2x2xf32>
  %r = memref.load %a[%c0, %c1] : memref<2x2xf32>
  return %r : f32
}

// -----

// An index that is not known, and memory that is passed on.
// CHECK-LABEL: func.func @declines
// CHECK:         memref.alloca() : memref<4xf32>
// CHECK:         memref.alloca() : memref<2xf32>
func.func private @seen(memref<2xf32>)
func.func @declines(%x: f32, %i: index) -> f32 {
  %c0 = arith.constant 0 : index
  %a = memref.alloca() : memref<4xf32>
  %b = memref.alloca() : memref<2xf32>
  memref.store %x, %a[%i] : memref<4xf32>
  memref.store %x, %b[%c0] : memref<2xf32>
  func.call @seen(%b) : (memref<2xf32>) -> ()
  %r = memref.load %a[%c0] : memref<4xf32>
  return %r : f32
}

// -----

// CHECK-LABEL: func.func @already_done
// CHECK-NEXT:    memref.alloca() : memref<f32>
func.func @already_done(%x: f32) -> f32 {
  %a = memref.alloca() : memref<f32>
  memref.store %x, %a[] : memref<f32>
  %r = memref.load %a[] : memref<f32>
  return %r : f32
}
