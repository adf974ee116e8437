// RUN: terrace interpret %s --arg '3 : i32' | FileCheck %s
// RUN: terrace interpret %s --arg '3 : i32' -p canonicalize | FileCheck %s
// RUN: terrace interpret %s --call vector --arg 'dense<[1.0, -2.0]> : tensor<2xf32>' | FileCheck %s --check-prefix=TENSOR
// RUN: not terrace interpret %s 2>&1 | FileCheck %s --check-prefix=COUNT
// RUN: not terrace interpret %s --arg '3 : i64' 2>&1 | FileCheck %s --check-prefix=TYPE
// RUN: not terrace interpret %s --call mian 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not terrace interpret %s --call divide --arg '0 : i32' 2>&1 | FileCheck %s --check-prefix=TRAP
// RUN: terrace interpret %s --call fill --arg 'dense<[1.0, 2.0]> : tensor<2xf32>' --arg 'dense<0.0> : tensor<2xf32>' | FileCheck %s --check-prefix=BUFFERS
// RUN: terrace interpret %s --call fill --seed 3 | FileCheck %s --check-prefix=SEED
// RUN: not terrace interpret %s --call fill --arg 'dense<0.0> : tensor<3xf32>' --arg 'dense<0.0> : tensor<2xf32>' 2>&1 | FileCheck %s --check-prefix=SHAPE
// RUN: not terrace interpret %s --arg '3 : i32' --call fill 2>&1 | FileCheck %s --check-prefix=ONE

// CHECK: 6 : i32
// COUNT: RUN003{{.*}}`@main` takes (i32), got 0 arguments
// TYPE: RUN003{{.*}}expected a value of type `i32`, got `3 : i64`
// NAME: RUN003{{.*}}there is no function `@mian`, did you mean `@main`?
func.func @main(%x: i32) -> i32 {
  %y = arith.addi %x, %x : i32
  return %y : i32
}

// TENSOR: dense<[-1.000000e+00, 2.000000e+00]> : tensor<2xf32>
func.func @vector(%x: tensor<2xf32>) -> tensor<2xf32> {
  %y = graph.neg %x : tensor<2xf32>
  return %y : tensor<2xf32>
}

// TRAP: EVAL{{.*}}arith.divsi
func.func @divide(%x: i32) -> i32 {
  %c = arith.constant 1 : i32
  %y = arith.divsi %c, %x : i32
  return %y : i32
}

// A tensor fills a buffer; what buffers hold in the end comes behind the results.
// BUFFERS:      2.000000e+00 : f32
// BUFFERS-NEXT: dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>  // argument 0
// BUFFERS-NEXT: dense<[0.000000e+00, 2.000000e+00]> : tensor<2xf32>  // argument 1
// SEED:         : f32
// SEED-NEXT:    : tensor<2xf32>  // argument 0
// SEED-NEXT:    : tensor<2xf32>  // argument 1
// SHAPE: RUN003{{.*}}expected a value of type `memref<2xf32>`, got `dense<0.0> : tensor<3xf32>`
// ONE:   RUN003{{.*}}`@fill` takes (memref<2xf32>, memref<2xf32, strided<[?], offset: ?>>), got 1 argument{{$}}
func.func @fill(%from: memref<2xf32>, %to: memref<2xf32, strided<[?], offset: ?>>) -> f32 {
  %one = arith.constant 1 : index
  %x = memref.load %from[%one] : memref<2xf32>
  memref.store %x, %to[%one] : memref<2xf32, strided<[?], offset: ?>>
  return %x : f32
}
