// RUN: terrace opt %s --verify-roundtrip | FileCheck %s

#map = affine_map<(d0)[s0] -> (d0 + s0)>

// Maps applied to values.
// CHECK-LABEL: func.func @indices
func.func @indices(%i: index, %j: index) {
  // CHECK: affine.apply affine_map<(d0)[s0] -> (d0 + s0)>(%{{.*}})[%{{.*}}]
  %0 = affine.apply #map(%i)[%j]
  // CHECK: affine.min affine_map<(d0) -> (d0, 16)>(%{{.*}})
  %1 = affine.min affine_map<(d0) -> (d0, 16)>(%i)
  // CHECK: affine.max affine_map<(d0)[s0] -> (d0, s0)>(%{{.*}})[%{{.*}}]
  %2 = affine.max affine_map<(d0)[s0] -> (d0, s0)>(%i)[%j]
  // CHECK: %{{.*}}:2 = affine.delinearize_index %{{.*}} into (4, 8) : index, index
  %3:2 = affine.delinearize_index %i into (4, 8) : index, index
  // CHECK: affine.linearize_index disjoint [%{{.*}}, %{{.*}}] by (4, 8) : index
  %4 = affine.linearize_index disjoint [%i, %j] by (4, 8) : index
  return
}
