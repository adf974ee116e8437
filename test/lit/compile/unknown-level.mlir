// RUN: not terrace compile %s --emit=wasm 2>&1 | FileCheck %s

// CHECK: invalid value 'wasm' for '--emit <EMIT>'
// CHECK: possible values: graph, te, loop, mlir, llvm, asm, obj, so
