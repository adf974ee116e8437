// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

#lhs = affine_map<(m, n, k) -> (m, k)>
#rhs = affine_map<(m, n, k) -> (k, n)>
#acc = affine_map<(m, n, k) -> (m, n)>

// A contraction says how its operands are indexed.
// CHECK-LABEL: func.func @contractions
func.func @contractions(%a: vector<4x2xf32>, %b: vector<2x8xf32>, %c: vector<4x8xf32>, %mask: vector<4x8x2xi1>) {
  // CHECK: vector.contract {indexing_maps = [{{.*}}], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %{{.*}}, %{{.*}}, %{{.*}} : vector<4x2xf32>, vector<2x8xf32> into vector<4x8xf32>
  %0 = vector.contract {indexing_maps = [#lhs, #rhs, #acc], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %a, %b, %c : vector<4x2xf32>, vector<2x8xf32> into vector<4x8xf32>
  // CHECK: vector.mask %{{.*}} { vector.contract
  %1 = vector.mask %mask { vector.contract {indexing_maps = [#lhs, #rhs, #acc], iterator_types = ["parallel", "parallel", "reduction"]} %a, %b, %c : vector<4x2xf32>, vector<2x8xf32> into vector<4x8xf32> } : vector<4x8x2xi1> -> vector<4x8xf32>
  return
}
