// RUN: terrace opt %s -p print-op-stats --allow-unregistered-dialect -o /dev/null 2>&1 | FileCheck %s
// RUN: terrace opt %s -p 'print-op-stats{json}' --allow-unregistered-dialect -o /dev/null 2>&1 | FileCheck %s --check-prefix=JSON
// RUN: terrace opt %s --pass-pipeline='builtin.module(func.func(print-op-stats))' --allow-unregistered-dialect -o /dev/null 2>&1 | FileCheck %s --check-prefix=EACH

// Names stand in columns, with a dialect or without.
// CHECK:      Operations encountered:
// CHECK-NEXT: -----------------------
// CHECK-NEXT: {{^}}    arith.addi    , 2{{$}}
// CHECK-NEXT: {{^}}  builtin.module  , 1{{$}}
// CHECK-NEXT: {{^}}     func.func    , 2{{$}}
// CHECK-NEXT: {{^}}     func.return  , 2{{$}}
// CHECK-NEXT: {{^}}          strange , 1{{$}}
// CHECK-NOT:  {{.}}

// JSON:      {
// JSON-NEXT:   "arith.addi": 2,
// JSON:        "strange": 1
// JSON-NEXT: }

// EACH:      func.func   , 1
// EACH:      func.func   , 1
// EACH-NOT:  builtin.module
func.func @f(%x: i32) -> i32 {
  %y = arith.addi %x, %x : i32
  %z = arith.addi %y, %x : i32
  return %z : i32
}
func.func @g() {
  "strange"() : () -> ()
  return
}
