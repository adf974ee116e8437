// RUN: terrace opt %s -p view-op-graph -o /dev/null 2>&1 | FileCheck %s
// RUN: terrace opt %s -p 'view-op-graph{print-data-flow-edges=false print-control-flow-edges}' -o /dev/null 2>&1 | FileCheck %s --check-prefix=CONTROL
// RUN: terrace opt %s -p 'view-op-graph{print-attrs=false print-result-types=false max-label-len=3}' -o /dev/null 2>&1 | FileCheck %s --check-prefix=SHORT

// Boxes in boxes, and an edge from what makes a value to what uses it.
// CHECK:      digraph G {
// CHECK:        subgraph cluster_1 {
// CHECK:          [label = "builtin.module", shape = plain];
// CHECK:          [label = "func.func\lsym_name: \"f\"\l{{.*}}", shape = plain];
// CHECK:          v[[X:[0-9]+]] [label = "argument\li32", shape = ellipse];
// CHECK:          v[[ONE:[0-9]+]] [label = "arith.constant : (i32)\lvalue: 1 : i32", shape = box];
// CHECK:          v[[LONG:[0-9]+]] [label = "arith.constant : ({{.*}})\lvalue: dense<[1, 2, 3, 4]> ...", shape = box];
// CHECK:          v[[SUM:[0-9]+]] [label = "arith.addi
// CHECK:        v[[X]] -> v[[SUM]];
// CHECK-NEXT:   v[[ONE]] -> v[[SUM]];
// CHECK-NOT:    dashed
// CHECK:      {{^}}}

// CONTROL:      v[[SUM:[0-9]+]] [label = "arith.addi
// CONTROL:      v[[BRANCH:[0-9]+]] [label = "cf.br", shape = box];
// CONTROL:      v[[RETURN:[0-9]+]] [label = "func.return", shape = box];
// CONTROL-NOT:  {{v[0-9]+ -> v[0-9]+;}}
// CONTROL:      v[[SUM]] -> v[[BRANCH]] [style = dashed];
// CONTROL-NEXT: v[[BRANCH]] -> v[[RETURN]] [style = dashed];

// SHORT: [label = "func.func", shape = plain];
// SHORT: [label = "argument\li32", shape = ellipse];
// SHORT: [label = "arith.constant", shape = box];
func.func @f(%x: i32) -> i32 {
  %one = arith.constant 1 : i32
  %long = arith.constant dense<[1, 2, 3, 4]> : tensor<4xi64>
  %sum = arith.addi %x, %one : i32
  cf.br ^end(%sum : i32)
^end(%y: i32):
  return %y : i32
}
