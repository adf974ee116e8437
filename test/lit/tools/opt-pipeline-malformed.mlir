// RUN: not terrace opt %s --pass-pipeline='builtin.module(func.func(cse)' 2>&1 | FileCheck %s
// RUN: not terrace opt %s --pass-pipeline='func.func(cse)' 2>&1 | FileCheck %s
// RUN: not terrace opt %s -p 'cse,,dce' 2>&1 | FileCheck %s
// RUN: not terrace opt %s -p cse --pass-pipeline='builtin.module()' 2>&1 | FileCheck %s

// A text that is no pipeline is refused with a sentence, and so are two.
// CHECK: {{[Ee]rror}}
