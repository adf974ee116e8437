// Regions, blocks, forward references, packs, aliases and locations.
#map = affine_map<(d0) -> (d0)>
!pair = tuple<i32, f32>
"builtin.module"() <{sym_name = "outer"}> ({
  %r:2, %last = "t.pack"() : () -> (i32, f32, !pair)
  "t.use"(%r#1, %r#0, %last) {m = #map} : (f32, i32, !pair) -> () loc(#later)
  "t.forward"(%below) : (i64) -> ()
  %below = "t.make"() : () -> i64
  "t.cfg"() ({
    "t.br"()[^end] : () -> ()
  ^unreachable:
    "t.br"()[^end] : () -> ()
  ^end:
    "t.cond"(%r#0)[^left, ^right] <{weights = [1, 2]}> : (i32) -> ()
  ^left(%x: i32, %y: f32 loc("named")):
    "t.br"(%x)[^right] : (i32) -> ()
  ^right:
    "t.ret"() : () -> ()
  }, {
  }, {
  ^bb0(%arg0: index):
    %same = "t.a"(%arg0) : (index) -> index
  }, {
  ^bb0(%arg0: index):
    %same = "t.b"(%arg0) : (index) -> index
    "t.br"()[^second] : () -> ()
  ^second:
    "t.ret"() : () -> ()
  }, {
  ^empty:
  }) : () -> ()
  "builtin.module"() ({
    %inner = "t.make"() : () -> i8
    %1 = "t.make"() : () -> i8
  }) {t.note = "a body of its own"} : () -> () loc(callsite("f" at "file":3:4))
}) : () -> ()
#deeper = loc("c.mlir":7:9)
#later = loc(fused[#deeper, "b"])
