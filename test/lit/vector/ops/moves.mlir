// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

// Elements moved between vectors.
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
