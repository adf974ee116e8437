// RUN: terrace compile %S/../../models/digits/digits.onnx --bind N=2 --emit=mlir --elide-elements 4 | FileCheck %s

// Only upstream's dialects are left: weights are globals, memory is one arena, kernels run on all
// threads.
// CHECK:       memref.global "private" constant @w0
// CHECK:       func.func @main({{.*}}%arena: memref<{{[0-9]+}}xi8>, %tid: index, %n_threads: index)
// CHECK-NOT:   {{(graph|te|loop)}}.
// CHECK:         call @terrace_barrier(%tid)
