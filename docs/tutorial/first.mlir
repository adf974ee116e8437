func.func @main(%x: tensor<2x3xf64>) -> tensor<2x2xf64> {
  %t = mat.transpose %x : tensor<2x3xf64> -> tensor<3x2xf64>
  %u = mat.transpose %t : tensor<3x2xf64> -> tensor<2x3xf64>
  %p = mat.mul %u, %t : tensor<2x3xf64>, tensor<3x2xf64> -> tensor<2x2xf64>
  return %p : tensor<2x2xf64>
}
