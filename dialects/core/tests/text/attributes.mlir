// Every builtin attribute and type, as unregistered operations carry them.
%0 = "t.attrs"() {
  a = dense<(1.0,2.0)> : tensor<2xcomplex<f32>>, b = dense<"0xff"> : tensor<3xi1>,
  c = dense<[[1,2],[3,4]]> : tensor<2x2xi32>, d = dense<[true,false,true]> : vector<3xi1>,
  e = dense<"abc"> : tensor<3x!foo.str>, f = sparse<[[0,0],[1,2]], [1,5]> : tensor<3x4xi32>,
  g = array<i8>, h = array<i1: true, false>, i = distinct[5]<42 : i32>, j = "a\22\n é",
  k = affine_map<(d0,d1)[s0] -> (d0 + d1 * 2 - s0, d0 floordiv 3, -d1, d0 mod 2 - 5)>,
  l = affine_set<(d0)[s0] : (d0 - 3 >= 0, d0 == s0)>, m = strided<[1, ?], offset: ?>,
  n = loc(fused<"x">["a":1:2, callsite("b" at "c":1:2 to :5)]), o = #foo.bar<x y>,
  p = #foo<1 2> : i32, "q r" = unit, s, t = [1, 2 : i8, 1.0, 0x7FF0000000000000 : f64],
  u = {x = 1, "y-z"}, v = -1 : i1, w = 255 : i8, x = 1 : ui8, y = dense<> : tensor<0xf32>,
  z = @a::@"b c", aa = i32, ab = () -> (), ac = dense<1> : tensor<200xi32>,
  ad = dense<[1.5, 2.5]> : tensor<2xf16>, ae = 3 : index, af = dense<[1]> : tensor<1xi32>,
  ag = "x" : i32, ah = dense<[[]]> : tensor<1x0xi32>, ai = affine_map<() -> ()>,
  aj = dense<[0xFF, -1]> : tensor<2xi8>, ak = dense<0x7FC00000> : tensor<2xf32>, al = 0xff : i32,
  am = @"a.b$c", an = @"1a", ao = "tab\t\01", ap = array<f32: 1.0, -2.5>, aq = -128 : i8,
  ar = 170141183460469231731687303715884105727 : i128, as = dense_resource<key> : tensor<2xi8>
} : () -> i32 loc("x"("y":1:2))
"t.types"() : () -> (memref<4xf32, 0>, memref<?x4xf32, strided<[4, 1], offset: ?>, 3>,
  vector<[4]x2xf32>, tensor<*xf32>, tensor<4x?xf32, "encoding">, tuple<i32, tuple<>>, none,
  memref<4xf32, affine_map<(d0) -> (d0 * 2)>>, memref<4xf32, affine_map<(d0) -> (d0)>>,
  !foo.bar, !foo<bar<4>>, !foo<1 2>, !foo.bar<a "b>" -> c>, tensor<0x10xf32>, complex<f64>,
  (i32) -> ((f32) -> ()), si8, ui8, bf16, f8E4M3FN, tf32, f80, f128, memref<*xi8, 1>, index,
  vector<f32>, tensor<f32>, memref<memref<4xf32>>, vector<4xindex>, tensor<4xvector<2xi8>>)

{-#
  dialect_resources: {
    builtin: {
      key: "0x040000000102"
    }
  },
  external_resources: { tool: { note: "read over", flag: true } }
#-}
