// RUN: terrace compile %s --emit=loop --dump-ir-dir %t.dir -o %t
// RUN: FileCheck %s --check-prefix=INPUT < %t.dir/000-input.mlir
// RUN: cat %t.dir/001-graph-fuse-groups.mlir | FileCheck %s --check-prefix=FUSED
// RUN: FileCheck %s --check-prefix=LOOP < %t

// One numbered file for each pass that changed something, the input first.
// INPUT-NOT: graph.group
// INPUT:     graph.relu
// FUSED:     graph.group
// LOOP:      loop.for
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = graph.relu %x : tensor<4xf32>
  return %y : tensor<4xf32>
}
