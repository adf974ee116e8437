// RUN: echo '// fewer operations' > %t.pipeline
// RUN: echo 'canonicalize{driver=walk}, // once' >> %t.pipeline
// RUN: echo '  cse' >> %t.pipeline
// RUN: terrace opt %s -p @%t.pipeline | FileCheck %s
// RUN: echo '  ces' >> %t.pipeline
// RUN: not terrace opt %s -p @%t.pipeline 2>&1 | FileCheck %s --check-prefix=MALFORMED
// RUN: not terrace opt %s -p @%t.nothing 2>&1 | FileCheck %s --check-prefix=NOTHING

// A pipeline in a file has comments, and its errors have their line.
// CHECK-LABEL: func.func @f
// CHECK:         return %x, %x
// MALFORMED:   PASS001
// MALFORMED:   .pipeline:4:3
// NOTHING:     FILE001
// NOTHING:     nothing
func.func @f(%x: i32) -> (i32, i32) {
  %zero = arith.constant 0 : i32
  %y = arith.addi %x, %zero : i32
  %z = arith.addi %x, %zero : i32
  return %y, %z : i32, i32
}
