// A dense layer: the product of a batch with weights, a bias, and what is positive of it.
func.func @main(%x: tensor<8x32xf32>, %w: tensor<32x16xf32>, %b: tensor<16xf32>)
    -> tensor<8x16xf32> {
  %product = graph.matmul %x, %w : tensor<8x32xf32>, tensor<32x16xf32> -> tensor<8x16xf32>
  %sum = graph.add %product, %b : tensor<8x16xf32>, tensor<16xf32> -> tensor<8x16xf32>
  %positive = graph.relu %sum : tensor<8x16xf32>
  return %positive : tensor<8x16xf32>
}
