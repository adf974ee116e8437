// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Vectors from memory and back.
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
