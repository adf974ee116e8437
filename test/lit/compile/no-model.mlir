// RUN: not terrace compile %S/nowhere.onnx 2>&1 | FileCheck %s

// CHECK: nowhere.onnx: error[ONNX001]: No such file or directory
