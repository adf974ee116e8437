// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// CHECK-LABEL: func.func @arithmetic
func.func @arithmetic(%v: vector<8xf32>, %w: vector<4xf32>, %m: vector<4x8xf32>, %x: f32, %s: vector<[4]xf32>) {
  // CHECK: vector.fma %{{.*}}, %{{.*}}, %{{.*}} : vector<8xf32>
  %0 = vector.fma %v, %v, %v : vector<8xf32>
  // CHECK: vector.outerproduct %{{.*}}, %{{.*}} : vector<4xf32>, vector<8xf32>
  %1 = vector.outerproduct %w, %v : vector<4xf32>, vector<8xf32>
  // CHECK: vector.outerproduct %{{.*}}, %{{.*}}, %{{.*}} {kind = #vector.kind<maxnumf>} : vector<4xf32>, vector<8xf32>
  %2 = vector.outerproduct %w, %v, %m {kind = #vector.kind<maxnumf>} : vector<4xf32>, vector<8xf32>
  %3 = vector.outerproduct %v, %x, %v : vector<8xf32>, f32
  // CHECK: vector.reduction <add>, %{{.*}} : vector<8xf32> into f32
  %4 = vector.reduction <add>, %v : vector<8xf32> into f32
  // CHECK: vector.reduction <mul>, %{{.*}}, %{{.*}} fastmath<reassoc> : vector<8xf32> into f32
  %5 = vector.reduction <mul>, %v, %x fastmath<reassoc> : vector<8xf32> into f32
  // CHECK: vector.multi_reduction <maximumf>, %{{.*}}, %{{.*}} [0] : vector<4x8xf32> to vector<8xf32>
  %6 = vector.multi_reduction <maximumf>, %m, %v [0] : vector<4x8xf32> to vector<8xf32>
  // CHECK: vector.scan <add>, %{{.*}}, %{{.*}} {inclusive = true, reduction_dim = 0 : i64} : vector<4x8xf32>, vector<8xf32>
  %7:2 = vector.scan <add>, %m, %v {inclusive = true, reduction_dim = 0 : i64} : vector<4x8xf32>, vector<8xf32>
  %8 = vector.vscale
  // CHECK: vector.step : vector<8xindex>
  %9 = vector.step : vector<8xindex>
  return
}

#lhs = affine_map<(m, n, k) -> (m, k)>
#rhs = affine_map<(m, n, k) -> (k, n)>
#acc = affine_map<(m, n, k) -> (m, n)>

// CHECK-LABEL: func.func @contractions
func.func @contractions(%a: vector<4x2xf32>, %b: vector<2x8xf32>, %c: vector<4x8xf32>, %mask: vector<4x8x2xi1>) {
  // CHECK: vector.contract {indexing_maps = [{{.*}}], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %{{.*}}, %{{.*}}, %{{.*}} : vector<4x2xf32>, vector<2x8xf32> into vector<4x8xf32>
  %0 = vector.contract {indexing_maps = [#lhs, #rhs, #acc], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %a, %b, %c : vector<4x2xf32>, vector<2x8xf32> into vector<4x8xf32>
  // CHECK: vector.mask %{{.*}} { vector.contract
  %1 = vector.mask %mask { vector.contract {indexing_maps = [#lhs, #rhs, #acc], iterator_types = ["parallel", "parallel", "reduction"]} %a, %b, %c : vector<4x2xf32>, vector<2x8xf32> into vector<4x8xf32> } : vector<4x8x2xi1> -> vector<4x8xf32>
  return
}

// CHECK-LABEL: func.func @memory
func.func @memory(%m: memref<?x16xf32>, %t: tensor<?x16xf32>, %i: index, %x: f32, %mask: vector<8xi1>, %v: vector<8xf32>, %w: vector<2x8xf32>, %idx: vector<8xi32>, %one: memref<1xf32>) {
  // CHECK: vector.load %{{.*}}[%{{.*}}, %{{.*}}] : memref<?x16xf32>, vector<8xf32>
  %0 = vector.load %m[%i, %i] : memref<?x16xf32>, vector<8xf32>
  %1 = vector.load %m[%i, %i] {alignment = 16 : i64, nontemporal = true} : memref<?x16xf32>, vector<8xf32>
  // CHECK: vector.store %{{.*}}, %{{.*}}[%{{.*}}, %{{.*}}] : memref<?x16xf32>, vector<8xf32>
  vector.store %v, %m[%i, %i] : memref<?x16xf32>, vector<8xf32>
  // CHECK: vector.maskedload %{{.*}}[%{{.*}}, %{{.*}}], %{{.*}}, %{{.*}} : memref<?x16xf32>, vector<8xi1>, vector<8xf32> into vector<8xf32>
  %2 = vector.maskedload %m[%i, %i], %mask, %v : memref<?x16xf32>, vector<8xi1>, vector<8xf32> into vector<8xf32>
  vector.maskedstore %m[%i, %i], %mask, %v : memref<?x16xf32>, vector<8xi1>, vector<8xf32>
  // CHECK: vector.gather %{{.*}}[%{{.*}}, %{{.*}}] [%{{.*}}], %{{.*}}, %{{.*}} : memref<?x16xf32>, vector<8xi32>, vector<8xi1>, vector<8xf32> into vector<8xf32>
  %3 = vector.gather %m[%i, %i] [%idx], %mask, %v : memref<?x16xf32>, vector<8xi32>, vector<8xi1>, vector<8xf32> into vector<8xf32>
  vector.scatter %m[%i, %i] [%idx], %mask, %v : memref<?x16xf32>, vector<8xi32>, vector<8xi1>, vector<8xf32>
  %4 = vector.expandload %m[%i, %i], %mask, %v : memref<?x16xf32>, vector<8xi1>, vector<8xf32> into vector<8xf32>
  vector.compressstore %m[%i, %i], %mask, %v : memref<?x16xf32>, vector<8xi1>, vector<8xf32>
  // CHECK: vector.transfer_read %{{.*}}[%{{.*}}, %{{.*}}], %{{.*}} : memref<?x16xf32>, vector<8xf32>
  %5 = vector.transfer_read %m[%i, %i], %x : memref<?x16xf32>, vector<8xf32>
  // CHECK: vector.transfer_read %{{.*}}[%{{.*}}, %{{.*}}], %{{.*}}, %{{.*}} {in_bounds = [true]} : tensor<?x16xf32>, vector<8xf32>
  %6 = vector.transfer_read %t[%i, %i], %x, %mask {in_bounds = [true]} : tensor<?x16xf32>, vector<8xf32>
  // CHECK: permutation_map = affine_map<(d0, d1) -> (d1, d0)>
  %7 = vector.transfer_read %m[%i, %i], %x {permutation_map = affine_map<(d0, d1) -> (d1, d0)>, in_bounds = [true, false]} : memref<?x16xf32>, vector<2x8xf32>
  %8 = vector.transfer_read %m[%i, %i], %x {permutation_map = affine_map<(d0, d1) -> (0, d1)>, in_bounds = [true, true]} : memref<?x16xf32>, vector<2x8xf32>
  // CHECK: vector.transfer_write %{{.*}}, %{{.*}}[%{{.*}}, %{{.*}}] : vector<2x8xf32>, memref<?x16xf32>
  vector.transfer_write %w, %m[%i, %i] : vector<2x8xf32>, memref<?x16xf32>
  // CHECK: vector.transfer_write %{{.*}}, %{{.*}}[%{{.*}}, %{{.*}}], %{{.*}} {in_bounds = [true]} : vector<8xf32>, tensor<?x16xf32>
  %9 = vector.transfer_write %v, %t[%i, %i], %mask {in_bounds = [true]} : vector<8xf32>, tensor<?x16xf32>
  // CHECK: vector.type_cast %{{.*}} : memref<1xf32> to memref<vector<1xf32>>
  %10 = vector.type_cast %one : memref<1xf32> to memref<vector<1xf32>>
  return
}

// CHECK-LABEL: func.func @moves
func.func @moves(%x: f32, %v: vector<8xf32>, %m: vector<4x8xf32>, %s: vector<[4]xf32>, %i: index) {
  // CHECK: vector.broadcast %{{.*}} : f32 to vector<4x8xf32>
  %0 = vector.broadcast %x : f32 to vector<4x8xf32>
  // CHECK: vector.extract %{{.*}}[1, %{{.*}}] : f32 from vector<4x8xf32>
  %1 = vector.extract %m[1, %i] : f32 from vector<4x8xf32>
  %2 = vector.extract %m[0] : vector<8xf32> from vector<4x8xf32>
  // CHECK: vector.insert %{{.*}}, %{{.*}} [2] : vector<8xf32> into vector<4x8xf32>
  %3 = vector.insert %v, %m [2] : vector<8xf32> into vector<4x8xf32>
  // CHECK: vector.shuffle %{{.*}}, %{{.*}} [0, 9, 2, 15] : vector<8xf32>, vector<8xf32>
  %4 = vector.shuffle %v, %v [0, 9, 2, 15] : vector<8xf32>, vector<8xf32>
  // CHECK: vector.extract_strided_slice %{{.*}} {offsets = [1, 2], sizes = [2, 4], strides = [1, 1]} : vector<4x8xf32> to vector<2x4xf32>
  %5 = vector.extract_strided_slice %m {offsets = [1, 2], sizes = [2, 4], strides = [1, 1]} : vector<4x8xf32> to vector<2x4xf32>
  // CHECK: vector.insert_strided_slice %{{.*}}, %{{.*}} {offsets = [2, 0], strides = [1]} : vector<8xf32> into vector<4x8xf32>
  %6 = vector.insert_strided_slice %v, %m {offsets = [2, 0], strides = [1]} : vector<8xf32> into vector<4x8xf32>
  // CHECK: vector.transpose %{{.*}}, [1, 0] : vector<4x8xf32> to vector<8x4xf32>
  %7 = vector.transpose %m, [1, 0] : vector<4x8xf32> to vector<8x4xf32>
  %8 = vector.shape_cast %m : vector<4x8xf32> to vector<32xf32>
  %9 = vector.bitcast %v : vector<8xf32> to vector<16xf16>
  %10 = vector.interleave %v, %v : vector<8xf32> -> vector<16xf32>
  // CHECK: = vector.deinterleave %{{.*}} : vector<8xf32> -> vector<4xf32>
  %11, %12 = vector.deinterleave %v : vector<8xf32> -> vector<4xf32>
  %13 = vector.from_elements %x, %x : vector<2xf32>
  %14:8 = vector.to_elements %v : vector<8xf32>
  // CHECK: vector.scalable.insert %{{.*}}, %{{.*}}[8] : vector<8xf32> into vector<[4]xf32>
  %15 = vector.scalable.insert %v, %s[8] : vector<8xf32> into vector<[4]xf32>
  %16 = vector.scalable.extract %s[8] : vector<8xf32> from vector<[4]xf32>
  return
}

// CHECK-LABEL: func.func @masks
func.func @masks(%i: index, %v: vector<8xf32>, %x: f32, %m: memref<8xf32>) {
  // CHECK: vector.create_mask %{{.*}}, %{{.*}} : vector<4x8xi1>
  %0 = vector.create_mask %i, %i : vector<4x8xi1>
  // CHECK: vector.constant_mask [5] : vector<8xi1>
  %1 = vector.constant_mask [5] : vector<8xi1>
  // CHECK: vector.mask %{{.*}} { vector.reduction <add>, %{{.*}} : vector<8xf32> into f32 } : vector<8xi1> -> f32
  %2 = vector.mask %1 { vector.reduction <add>, %v : vector<8xf32> into f32 } : vector<8xi1> -> f32
  // CHECK: vector.mask %{{.*}}, %{{.*}} { vector.transfer_read
  %3 = vector.mask %1, %v { vector.transfer_read %m[%i], %x : memref<8xf32>, vector<8xf32> } : vector<8xi1> -> vector<8xf32>
  // CHECK: vector.mask %{{.*}} { vector.transfer_write
  vector.mask %1 { vector.transfer_write %v, %m[%i] : vector<8xf32>, memref<8xf32> } : vector<8xi1>
  vector.mask %1 { } : vector<8xi1>
  %4 = vector.mask %1 {
    %r = vector.reduction <add>, %v : vector<8xf32> into f32
    vector.yield %r : f32
  } : vector<8xi1> -> f32
  return
}

// CHECK-LABEL: func.func @prints
func.func @prints(%v: vector<8xf32>, %i: index) {
  // CHECK: vector.print %{{.*}} : vector<8xf32>
  vector.print %v : vector<8xf32>
  // CHECK: vector.print punctuation <comma>
  vector.print punctuation <comma>
  // CHECK: vector.print str "hello"
  vector.print str "hello"
  vector.print %i : index punctuation <no_punctuation>
  return
}

// What runs under a mask stands in a region.
// CHECK-LABEL: func.func @masked
func.func @masked(%v: vector<8xf32>, %k: vector<8xi1>) -> f32 {
  // CHECK: vector.mask %{{.*}} { vector.reduction <add>
  %0 = vector.mask %k {
    %r = vector.reduction <add>, %v : vector<8xf32> into f32
    vector.yield %r : f32
  } : vector<8xi1> -> f32
  return %0 : f32
}
