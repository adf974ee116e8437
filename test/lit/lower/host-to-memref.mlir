// RUN: terrace opt %s -p lower-host-to-memref --split-input-file | FileCheck %s

// The last call writes the output, seen in the shape the kernel knows; what is in between is in
// the arena, at offsets that overlap only when lifetimes do not.
// CHECK:       func.func @host(%x: memref<4xf32>, %[[OUT:.*]]: memref<2x2xf32>, %arena: memref<128xi8>)
// CHECK-SAME:    bytes = 16 : i64, first = 0 : i64, last = 1 : i64, name = "a", offset = 0 : i64
// CHECK-SAME:    bytes = 16 : i64, first = 1 : i64, last = 2 : i64, name = "b", offset = 64 : i64
// CHECK-SAME:    bytes = 16 : i64, first = 2 : i64, last = 3 : i64, name = "c", offset = 0 : i64
// CHECK-SAME:    bytes = 128 : i64, lower_bound = 128 : i64
// CHECK:         %[[A:.*]] = memref.view %arena[%{{.*}}][] : memref<128xi8> to memref<4xf32>
// CHECK-NEXT:    call @double(%x, %[[A]])
// CHECK:         %[[B:.*]] = memref.view %arena
// CHECK-NEXT:    call @double(%[[A]], %[[B]])
// CHECK:         %[[C:.*]] = memref.view %arena
// CHECK-NEXT:    call @double(%[[B]], %[[C]])
// CHECK-NEXT:    %[[FLAT:.*]] = memref.reinterpret_cast %[[OUT]] to offset: [0], sizes: [4], strides: [1]
// CHECK-NEXT:    call @double(%[[C]], %[[FLAT]])
// CHECK-NEXT:    return
func.func private @double(memref<4xf32>, memref<4xf32>)
func.func @host(%x: tensor<4xf32>) -> tensor<2x2xf32> {
  %a = func.call @double(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %b = func.call @double(%a) : (tensor<4xf32>) -> tensor<4xf32>
  %c = func.call @double(%b) : (tensor<4xf32>) -> tensor<4xf32>
  %d = func.call @double(%c) : (tensor<4xf32>) -> tensor<4xf32>
  %r = graph.reshape %d : tensor<4xf32> -> tensor<2x2xf32>
  return %r : tensor<2x2xf32>
}

// -----

// Constants are globals, equal ones share one; workspaces lie in the arena; threads wait for each
// other before what was written is read; an input that is returned is copied.
// CHECK:       memref.global "private" constant @w0 : memref<2xf32> = dense<[1.0{{.*}}, 2.0{{.*}}]> {alignment = 64 : i64}
// CHECK-NOT:   memref.global
// CHECK:       func.func @host(%x: memref<2xf32>, %[[R:.*]]: memref<2xf32>, %[[X:.*]]: memref<2xf32>, %arena: memref<128xi8>, %tid: index, %n_threads: index)
// CHECK:         %[[W:.*]] = memref.get_global @w0
// CHECK:         call @add(%x, %[[W]], %[[T:[0-9]+]], %{{[0-9]+}}, %tid, %n_threads)
// CHECK-NEXT:    call @terrace_barrier(%tid)
// CHECK:         call @add(%[[T]], %[[W]], %[[R]], %{{[0-9]+}}, %tid, %n_threads)
// CHECK-NEXT:    call @terrace_barrier(%tid)
// CHECK-NEXT:    memref.copy %x, %[[X]]
func.func private @terrace_barrier(index)
func.func private @add(memref<2xf32>, memref<2xf32>, memref<2xf32>, memref<16xi8>, index, index)
func.func @host(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %w = graph.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %v = graph.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %a = func.call @add(%x, %w) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %b = func.call @add(%a, %v) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %b, %x : tensor<2xf32>, tensor<2xf32>
}

// -----

// A host needs no inputs: what it gives is made from nothing, or known.
// CHECK:       func.func @host(%[[Y:.*]]: memref<2xf32>, %[[Z:.*]]: memref<2xf32>, %arena: memref<{{.*}}xi8>)
// CHECK:         call @fill(%[[Y]]) : (memref<2xf32>) -> ()
// CHECK:         %[[W:.*]] = memref.get_global @w0
// CHECK-NEXT:    memref.copy %[[W]], %[[Z]]
// CHECK-NEXT:    return
func.func private @fill(memref<2xf32>)
func.func @host() -> (tensor<2xf32>, tensor<2xf32>) {
  %y = func.call @fill() : () -> tensor<2xf32>
  %z = graph.constant dense<[1.0, 2.0]> : tensor<2xf32>
  return %y, %z : tensor<2xf32>, tensor<2xf32>
}

// -----

// A function without tensors is a kernel, and stays as it is.
// CHECK-LABEL: func.func @kernel(
// CHECK-NEXT:    return
func.func @kernel(%x: memref<4xf32>) {
  return
}
