// RUN: cp %s %t.so
// RUN: not terrace bench %t.so 2>&1 | FileCheck %s

// What is no library is refused by the loader.
// CHECK: error[RUN002]: {{.*}}.so: 
