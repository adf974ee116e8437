// RUN: terrace opt %s -p topological-sort --allow-unregistered-dialect --split-input-file | FileCheck %s

// What is used comes first, and all else keeps its place.
// CHECK-LABEL: module
// CHECK-NEXT:    "t.first"
// CHECK-NEXT:    "t.last"
// CHECK-NEXT:    %[[A:.*]] = "t.a"
// CHECK-NEXT:    %[[B:.*]] = "t.b"(%[[A]])
// CHECK-NEXT:    "t.c"(%[[B]], %[[A]])
module {
  "t.first"() : () -> ()
  "t.c"(%b, %a) : (i32, i32) -> ()
  %b = "t.b"(%a) : (i32) -> i32
  "t.last"() : () -> ()
  %a = "t.a"() : () -> i32
}

// -----

// A circle has no order.
// CHECK-LABEL: module
// CHECK:         "t.x"
// CHECK-NEXT:    "t.y"
module {
  %x = "t.x"(%y) : (i32) -> i32
  %y = "t.y"(%x) : (i32) -> i32
}

// -----

// CHECK-LABEL: module
// CHECK-NEXT:    %[[A:.*]] = "t.a"
// CHECK-NEXT:    "t.b"(%[[A]])
module {
  %a = "t.a"() : () -> i32
  "t.b"(%a) : (i32) -> ()
}
