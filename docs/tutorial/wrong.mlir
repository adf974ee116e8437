func.func @main(%x: tensor<2x3xf64>) -> tensor<2x3xf64> {
  %t = mat.transpose %x : tensor<2x3xf64> -> tensor<2x3xf64>
  return %t : tensor<2x3xf64>
}
