// RUN: terrace opt %s --split-input-file --verify-diagnostics

// One index for each dimension.
func.func @f(%m: memref<4x16xf32>, %i: index, %x: f32, %v: vector<8xf32>, %w: vector<4x8xf32>) {
  // expected-error@+1 {{MEMREF001}}
  %0 = vector.load %m[%i] : memref<4x16xf32>, vector<8xf32>
  return
}

// -----

// One bit for each lane.
func.func @f(%m: memref<4x16xf32>, %i: index, %x: f32, %v: vector<8xf32>, %w: vector<4x8xf32>, %k: vector<4xi1>) {
  // expected-error@+1 {{VECTOR001}}
  %0 = vector.maskedload %m[%i, %i], %k, %v : memref<4x16xf32>, vector<4xi1>, vector<8xf32> into vector<8xf32>
  return
}

// -----

// Trailing dimensions agree.
func.func @f(%m: memref<4x16xf32>, %i: index, %x: f32, %v: vector<8xf32>, %w: vector<4x8xf32>) {
  // expected-error@+1 {{VECTOR002}}
  %0 = vector.broadcast %v : vector<8xf32> to vector<8x4xf32>
  return
}

// -----

// There is no row 4.
func.func @f(%m: memref<4x16xf32>, %i: index, %x: f32, %v: vector<8xf32>, %w: vector<4x8xf32>) {
  // expected-error@+1 {{VECTOR002}}
  %0 = vector.extract %w[4] : vector<8xf32> from vector<4x8xf32>
  return
}

// -----

// An element got lost.
func.func @f(%m: memref<4x16xf32>, %i: index, %x: f32, %v: vector<8xf32>, %w: vector<4x8xf32>) {
  // expected-error@+1 {{VECTOR002}}
  %0 = vector.shape_cast %w : vector<4x8xf32> to vector<31xf32>
  return
}

// -----

// Dimension 1 got lost.
func.func @f(%m: memref<4x16xf32>, %i: index, %x: f32, %v: vector<8xf32>, %w: vector<4x8xf32>) {
  // expected-error@+1 {{VECTOR002}}
  %0 = vector.transpose %w, [0, 0] : vector<4x8xf32> to vector<4x4xf32>
  return
}

// -----

// Floats have no bits to join.
func.func @f(%m: memref<4x16xf32>, %i: index, %x: f32, %v: vector<8xf32>, %w: vector<4x8xf32>) {
  // expected-error@+1 {{VECTOR002}}
  %0 = vector.reduction <and>, %v : vector<8xf32> into f32
  return
}

// -----

// The reduced dimension is the one that stays.
func.func @f(%m: memref<4x16xf32>, %i: index, %x: f32, %v: vector<8xf32>, %w: vector<4x8xf32>) {
  // expected-error@+1 {{VECTOR002}}
  %0 = vector.multi_reduction <add>, %w, %v [1] : vector<4x8xf32> to vector<8xf32>
  return
}

// -----

// There is no lane 16.
func.func @f(%m: memref<4x16xf32>, %i: index, %x: f32, %v: vector<8xf32>, %w: vector<4x8xf32>) {
  // expected-error@+1 {{VECTOR002}}
  %0 = vector.shuffle %v, %v [0, 16] : vector<8xf32>, vector<8xf32>
  return
}

// -----

// One bound for each dimension of the vector.
func.func @f(%m: memref<4x16xf32>, %i: index, %x: f32, %v: vector<8xf32>, %w: vector<4x8xf32>) {
  // expected-error@+1 {{VECTOR002}}
  %0 = vector.transfer_read %m[%i, %i], %x {in_bounds = [true, true]} : memref<4x16xf32>, vector<8xf32>
  return
}

// -----

// Which of the equal elements would be written?
func.func @f(%m: memref<4x16xf32>, %i: index, %x: f32, %v: vector<8xf32>, %w: vector<4x8xf32>) {
  // expected-error@+1 {{VECTOR002}}
  vector.transfer_write %v, %m[%i, %i] {permutation_map = affine_map<(d0, d1) -> (0)>, in_bounds = [true]} : vector<8xf32>, memref<4x16xf32>
  return
}

// -----

// More lanes than there are.
func.func @f(%m: memref<4x16xf32>, %i: index, %x: f32, %v: vector<8xf32>, %w: vector<4x8xf32>) {
  // expected-error@+1 {{VECTOR002}}
  %0 = vector.constant_mask [9] : vector<8xi1>
  return
}

// -----

// Both operands agree about k.
func.func @f(%a: vector<4x2xf32>, %b: vector<3x8xf32>, %c: vector<4x8xf32>) {
  // expected-error@+1 {{VECTOR002}}
  %0 = vector.contract {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %a, %b, %c : vector<4x2xf32>, vector<3x8xf32> into vector<4x8xf32>
  return
}

// -----

// Iterators are parallel or reductions.
func.func @f(%m: memref<4x16xf32>, %i: index, %x: f32, %v: vector<8xf32>, %w: vector<4x8xf32>) {
  // expected-error@+1 {{ASM002}}
  %0 = vector.contract {indexing_maps = [], iterator_types = ["sideways"]} %w, %w, %x : vector<4x8xf32>, vector<4x8xf32> into f32
  return
}

// -----

func.func @reduction(%v: vector<4xf32>) {
  // expected-error@+1 {{VECTOR002}}
  %r = "vector.reduction"(%v) <{kind = #vector.kind<add>}> : (vector<4xf32>) -> vector<4xf32>
  return
}

// -----

func.func @f(%m: memref<4xf32>, %i: index, %at: vector<2xi32>, %on: vector<2xi1>,
    %other: vector<2xi1>) -> vector<2xi1> {
  // expected-error@+1 {{VECTOR001}}
  %x = vector.gather %m[%i] [%at], %on, %other : memref<4xf32>, vector<2xi32>, vector<2xi1>, vector<2xi1> into vector<2xi1>
  return %x : vector<2xi1>
}

// -----

func.func @f(%m: memref<4xf32>, %i: index, %at: vector<2xi32>, %on: vector<2xi1>,
    %other: vector<2xi1>) -> vector<2xf32> {
  // expected-error@+1 {{VECTOR001}}
  %x = vector.gather %m[%i] [%at], %on, %other : memref<4xf32>, vector<2xi32>, vector<2xi1>, vector<2xi1> into vector<2xf32>
  return %x : vector<2xf32>
}

// -----

func.func @f(%m: memref<4xf32>, %i: index, %at: vector<3xi32>, %on: vector<2xi1>, %x: vector<2xf32>) {
  // expected-error@+1 {{VECTOR001}}
  vector.scatter %m[%i] [%at], %on, %x : memref<4xf32>, vector<3xi32>, vector<2xi1>, vector<2xf32>
  return
}
