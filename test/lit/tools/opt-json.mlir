// RUN: not terrace opt %s --diagnostics=json 2>&1 | FileCheck %s

// One object a line, with the place in the file.
// CHECK: {"code":"PARSE{{[0-9]+}}",{{.*}}"line":[[#@LINE+1]]
func.func @f( {
