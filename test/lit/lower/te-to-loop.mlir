// RUN: terrace opt %s -p lower-te-to-loop --check-each --split-input-file | FileCheck %s

// One loop per axis, a block inside: init at the first step, the sum in the output. The returned
// tensor is a memref behind the arguments.
// CHECK-LABEL: func.func @matmul
// CHECK-SAME:    (%a: memref<4x8xf32>, %b: memref<8x6xf32>, %c: memref<4x6xf32>) {
// CHECK-NEXT:    loop.for %m = 0 to 4 {
// CHECK-NEXT:      loop.for %n = 0 to 6 {
// CHECK-NEXT:        loop.for %k = 0 to 8 {
// CHECK-NEXT:          loop.block "mm" axes(m = %m : 4, n = %n : 6) reduce(k = %k : 8) reassoc init {
// CHECK:                 %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
// CHECK-NEXT:            loop.store %[[ZERO]], %c[%vm, %vn] : memref<4x6xf32>
// CHECK-NEXT:          } body {
// CHECK:                 %[[X:.*]] = loop.load %a[%vm, %vk] : memref<4x8xf32>
// CHECK-NEXT:            %[[Y:.*]] = loop.load %b[%vk, %vn] : memref<8x6xf32>
// CHECK-NEXT:            %[[P:.*]] = arith.mulf %[[X]], %[[Y]] : f32
// CHECK-NEXT:            %[[S:.*]] = loop.load %c[%vm, %vn] : memref<4x6xf32>
// CHECK-NEXT:            %[[T:.*]] = arith.addf %[[S]], %[[P]] : f32
// CHECK-NEXT:            loop.store %[[T]], %c[%vm, %vn] : memref<4x6xf32>
// CHECK:         return
// CHECK-NOT:     te.
func.func @matmul(%a: tensor<4x8xf32>, %b: tensor<8x6xf32>) -> tensor<4x6xf32> {
  %c = te.compute axes(m = 4, n = 6) reduce(k = 8) ins(%a[m, k], %b[k, n]) combine add reassoc
      {name = "mm"} : tensor<4x8xf32>, tensor<8x6xf32> -> tensor<4x6xf32> {
  ^bb0(%x: f32, %y: f32):
    %p = arith.mulf %x, %y : f32
    te.yield %p : f32
  }
  return %c : tensor<4x6xf32>
}

// -----

// What is not returned is allocated; pads, positions and computed indices go into the loads.
// CHECK-LABEL: func.func @chain
// CHECK-SAME:    (%x: memref<6xf32>, %ids: memref<4xindex>, %q: memref<4xf32>) {
// CHECK:         %[[P:.*]] = loop.alloc : memref<8xf32>
// CHECK:           loop.load %x[%vi - 1] else 1.000000e+00 : f32 : memref<6xf32>
// CHECK:           loop.store %{{.*}}, %[[P]][%vi] : memref<8xf32>
// CHECK:         loop.block "compute_1"
// CHECK:           %[[AT:.*]] = arith.addi %{{.*}}, %vi
// CHECK:           loop.load %[[P]][%[[AT]]] : memref<8xf32>
// CHECK:           loop.store %{{.*}}, %q[%vi] : memref<4xf32>
func.func @chain(%x: tensor<6xf32>, %ids: tensor<4xindex>) -> tensor<4xf32> {
  %p = te.compute axes(i = 8) ins(%x[i - 1] else 1.0 : f32) : tensor<6xf32> -> tensor<8xf32> {
  ^bb0(%e: f32):
    te.yield %e : f32
  }
  %q = te.compute axes(i = 4) ins(%p, %ids[i]) : tensor<8xf32>, tensor<4xindex> -> tensor<4xf32> {
  ^bb0(%id: index):
    %zero = arith.constant 0 : index
    %i = te.index 0
    %first = arith.muli %id, %zero : index
    %at = arith.addi %first, %i : index
    %v = te.at %p[%at] : tensor<8xf32>
    te.yield %v : f32
  }
  return %q : tensor<4xf32>
}

// -----

// An argument that is returned, and a result that is returned twice, are copied.
// CHECK-LABEL: func.func @copies
// CHECK-SAME:    (%x: memref<4xf32>, %[[R0:.*]]: memref<4xf32>, %{{.*}}: memref<4xf32>, %{{.*}}: memref<4xf32>) {
// CHECK:         loop.block "compute"
// CHECK:         loop.block "copy0"
// CHECK:         loop.block "copy2"
func.func @copies(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %p = te.compute axes(i = 4) ins(%x[i]) : tensor<4xf32> -> tensor<4xf32> {
  ^bb0(%e: f32):
    %n = arith.negf %e : f32
    te.yield %n : f32
  }
  return %x, %p, %p : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// -----

// Conditions of the formula become conditions of the block. They may cut off the first step, so
// the init has a nest of its own.
// CHECK-LABEL: func.func @triangle
// CHECK:         loop.block "compute_init" axes(m = %m : 4) body {
// CHECK:         loop.block "compute" axes(m = %m : 4) reduce(n = %n : 4) where %m <= %n body {
func.func @triangle(%x: tensor<4x4xf32>) -> tensor<4xf32> {
  %s = te.compute axes(m = 4) reduce(n = 4) ins(%x[m, n]) combine add where n >= m
      : tensor<4x4xf32> -> tensor<4xf32> {
  ^bb0(%e: f32):
    te.yield %e : f32
  }
  return %s : tensor<4xf32>
}

// -----

// Declines: a host function calls its kernels and holds no formula.
// CHECK-LABEL: func.func @host
// CHECK:         call @kernel(%x) : (tensor<4xf32>) -> tensor<4xf32>
func.func private @kernel(tensor<4xf32>) -> tensor<4xf32>
func.func @host(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = call @kernel(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// Already done: loops stay as they are.
// CHECK-LABEL: func.func @done(%c: memref<4xf32>) {
// CHECK-NEXT:    %[[ZERO:.*]] = arith.constant
// CHECK-NEXT:    loop.for %i = 0 to 4 {
// CHECK-NEXT:      loop.store %[[ZERO]], %c[%i] : memref<4xf32>
func.func @done(%c: memref<4xf32>) {
  %zero = arith.constant 0.0 : f32
  loop.for %i = 0 to 4 {
    loop.store %zero, %c[%i] : memref<4xf32>
  }
  return
}

// -----

// A region that combines stands between loads of all results and stores of all.
// CHECK-LABEL: func.func @argmax
// CHECK:         init {
// CHECK:           loop.store %{{.*}}[%vm] : memref<4xf32>
// CHECK:           loop.store %{{.*}}[%vm] : memref<4xindex>
// CHECK:         } body {
// CHECK:           %[[X:.*]] = loop.load %x[%vm, %vk]
// CHECK:           %[[BEST:.*]] = loop.load %[[V:.*]][%vm] : memref<4xf32>
// CHECK:           %[[AT:.*]] = loop.load %[[I:.*]][%vm] : memref<4xindex>
// CHECK:           %[[MORE:.*]] = arith.cmpf ogt, %[[X]], %[[BEST]] : f32
// CHECK:           %[[A:.*]] = arith.select %[[MORE]], %[[X]], %[[BEST]] : f32
// CHECK:           %[[B:.*]] = arith.select %[[MORE]], %vk, %[[AT]] : index
// CHECK:           loop.store %[[A]], %[[V]][%vm] : memref<4xf32>
// CHECK:           loop.store %[[B]], %[[I]][%vm] : memref<4xindex>
func.func @argmax(%x: tensor<4x8xf32>) -> (tensor<4xf32>, tensor<4xindex>) {
  %v:2 = te.compute axes(m = 4) reduce(k = 8) ins(%x[m, k]) combine (0xFF800000 : f32, 0 : index)
      : tensor<4x8xf32> -> tensor<4xf32>, tensor<4xindex> {
  ^bb0(%e: f32):
    %k = te.index 1
    te.yield %e, %k : f32, index
  } combine {
  ^bb0(%best: f32, %at: index, %e: f32, %k: index):
    %more = arith.cmpf ogt, %e, %best : f32
    %r = arith.select %more, %e, %best : f32
    %i = arith.select %more, %k, %at : index
    te.yield %r, %i : f32, index
  }
  return %v#0, %v#1 : tensor<4xf32>, tensor<4xindex>
}
