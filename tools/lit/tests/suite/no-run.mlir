// CHECK: a
a
