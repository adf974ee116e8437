//! Each code of the dialect is provoked, and what is right passes.
use crate::GRAPH;
use terrace_ir::interface::Verify;
use terrace_ir::{Attr, AttrKind, Body, Context, DYNAMIC, Diags, FloatTy, Loc, Rewriter, Type};

/// A value of an attribute, and the element type of an operand, in short.
enum A {
    Int(i64),
    Ints(Vec<i64>),
    Word(&'static str),
    Flag(bool),
    Real(f64),
    Zeros(&'static [i64]),
}

impl A {
    fn attr(&self, cx: &Context) -> Attr {
        match self {
            A::Int(value) => cx.i64_attr(*value),
            A::Ints(values) => cx.i64_array(values),
            A::Word(text) => cx.str_attr(text),
            A::Flag(value) => cx.bool_attr(*value),
            A::Real(value) => {
                let bits = u128::from(value.to_bits());
                cx.attr(AttrKind::Float { bits, ty: cx.float_ty(FloatTy::F64) })
            }
            A::Zeros(shape) => cx.dense(cx.tensor_ty(shape, cx.f32_ty()), vec![0; 4], true),
        }
    }
}

/// `f` is f32, `i` i64, `q` i8, `b` i1; then sizes, `?` for a dynamic one.
fn ty(cx: &Context, text: &str) -> Type {
    let (kind, sizes) = text.split_at(1);
    let elem = match kind {
        "f" => cx.f32_ty(),
        "b" => cx.int_ty(1),
        "q" => cx.int_ty(8),
        _ => cx.int_ty(64),
    };
    let size = |text: &str| text.parse().unwrap_or(DYNAMIC);
    let shape: Vec<i64> = sizes.split_whitespace().map(size).collect();
    cx.tensor_ty(&shape, elem)
}

/// The codes that the op's verifier reports.
fn codes(name: &str, operands: &str, results: &str, attrs: &[(&str, A)]) -> Vec<&'static str> {
    let cx = Context::new();
    cx.load(&GRAPH);
    let types = |list: &str| -> Vec<Type> {
        list.split(',').map(str::trim).filter(|t| !t.is_empty()).map(|t| ty(&cx, t)).collect()
    };
    let mut body = Body::new(&cx, cx.op_name("builtin.module"), Loc::UNKNOWN, 1);
    let block = body.new_block(body.regions(terrace_ir::ROOT)[0], &types(operands));
    let args = body.args(block).to_vec();
    let mut rw = Rewriter::new(&cx, &mut body);
    rw.at_end(block);
    let mut builder = rw.build(name).operands(&args).results(&types(results));
    for (key, value) in attrs {
        builder = builder.attr(key, value.attr(&cx));
    }
    let op = builder.done();
    let op = body.op(&cx, op);
    let Verify(verify) = op.info().unwrap().interface::<Verify>().unwrap();
    let mut diags = Diags::new();
    verify(op, &mut diags);
    diags.items().iter().map(|diag| diag.code.id).collect()
}

/// Attributes of windows over two axes.
fn slides(stride: i64, pad: i64) -> Vec<(&'static str, A)> {
    vec![
        ("strides", A::Ints(vec![stride; 2])),
        ("dilations", A::Ints(vec![1; 2])),
        ("pads", A::Ints(vec![pad; 4])),
    ]
}

fn with(mut attrs: Vec<(&'static str, A)>, name: &'static str, value: A) -> Vec<(&'static str, A)> {
    attrs.push((name, value));
    attrs
}

#[test]
fn elementwise_ops_broadcast() {
    assert_eq!(codes("graph.add", "f2 1 4, f3 1", "f2 3 4", &[]), [""; 0]);
    assert_eq!(codes("graph.add", "f? 4, f2 4", "f2 4", &[]), [""; 0]);
    assert_eq!(codes("graph.add", "f2, f3", "f2", &[]), ["GRAPH001"]);
    assert_eq!(codes("graph.add", "f2, f1", "f1", &[]), ["GRAPH002"]);
    assert_eq!(codes("graph.add", "f2, f2", "i2", &[]), ["GRAPH004"]);
    let eq = [("predicate", A::Word("eq"))];
    assert_eq!(codes("graph.compare", "f2, f1", "b2", &eq), [""; 0]);
    assert_eq!(codes("graph.compare", "f2, f1", "f2", &eq), ["GRAPH004"]);
    assert_eq!(codes("graph.select", "b2 1, f3, f", "f2 3", &[]), [""; 0]);
    assert_eq!(codes("graph.select", "b2, f3, f", "f3", &[]), ["GRAPH001"]);
}

#[test]
fn contractions_fit() {
    assert_eq!(codes("graph.matmul", "f5 1 2 3, f7 3 4", "f5 7 2 4", &[]), [""; 0]);
    assert_eq!(codes("graph.matmul", "f2 3, f4 5", "f2 5", &[]), ["GRAPH010"]);
    assert_eq!(codes("graph.matmul", "f3, f3 5", "f5", &[]), ["GRAPH010"]);
    let conv = |groups| with(slides(2, 1), "groups", A::Int(groups));
    let operands = "f1 4 9 10, f6 2 3 3, f6";
    assert_eq!(codes("graph.conv", operands, "f1 6 5 5", &conv(2)), [""; 0]);
    assert_eq!(codes("graph.conv", "f1 4 9 10, f6 2 3 3", "f1 6 5 5", &conv(1)), ["GRAPH011"]);
    assert_eq!(codes("graph.conv", "f1 4 9 10, f6 2 3 3, f5", "f", &conv(2)), ["GRAPH011"]);
    let zero_stride = with(slides(0, 1), "groups", A::Int(2));
    assert_eq!(codes("graph.conv", operands, "f1 6 5 5", &zero_stride), ["GRAPH012"]);
}

#[test]
fn pools_fit() {
    let pool = |kernel| with(slides(2, 0), "kernel", A::Ints(vec![kernel; 2]));
    assert_eq!(codes("graph.max_pool", "f1 3 5 6", "f1 3 2 3", &pool(2)), [""; 0]);
    assert_eq!(codes("graph.max_pool", "f1 3 5 6", "f1 3 3 3", &pool(2)), ["GRAPH002"]);
    assert_eq!(codes("graph.max_pool", "f1 3 5 6", "f1 3 1 1", &pool(6)), ["GRAPH012"]);
    assert_eq!(codes("graph.avg_pool", "f5", "f5", &pool(2)), ["GRAPH013"]);
}

#[test]
fn reductions_fit() {
    let over = |axes: &[i64], keep| [("axes", A::Ints(axes.into())), ("keep_dims", A::Flag(keep))];
    assert_eq!(codes("graph.reduce_sum", "f2 3 4", "f3", &over(&[0, 2], false)), [""; 0]);
    assert_eq!(codes("graph.reduce_sum", "f2 3 4", "f1 3 1", &over(&[0, 2], true)), [""; 0]);
    assert_eq!(codes("graph.reduce_sum", "f2 3", "f2", &over(&[-1], false)), ["GRAPH003"]);
    assert_eq!(codes("graph.reduce_sum", "f2 3", "f", &over(&[1, 1], false)), ["GRAPH003"]);
    let along = [("axis", A::Int(1))];
    assert_eq!(codes("graph.argmax", "f2 3", "i2", &along), [""; 0]);
    assert_eq!(codes("graph.cumsum", "f2", "f2", &along), ["GRAPH003"]);
    assert_eq!(codes("graph.softmax", "f2", "f2", &along), ["GRAPH003"]);
    assert_eq!(codes("graph.iota", "", "i2", &along), ["GRAPH003"]);
}

#[test]
fn parameters_fit() {
    let eps = |name: &'static str, value| vec![("epsilon", A::Real(1e-5)), (name, value)];
    let axis = eps("axis", A::Int(1));
    assert_eq!(codes("graph.layer_norm", "f2 3 4, f3 4, f3 4", "f2 3 4", &axis), [""; 0]);
    assert_eq!(codes("graph.layer_norm", "f2 3 4, f4", "f2 3 4", &axis), ["GRAPH014"]);
    let batch = [("epsilon", A::Real(1e-5))];
    assert_eq!(codes("graph.batch_norm", "f2 3 4, f3, f3, f3, f3", "f2 3 4", &batch), [""; 0]);
    assert_eq!(codes("graph.batch_norm", "f2 3, f3, f3, f2, f3", "f2 3", &batch), ["GRAPH014"]);
    let lrn = [("size", A::Int(5)), ("alpha", A::Real(1.0)), ("beta", A::Real(1.0))];
    assert_eq!(codes("graph.lrn", "f2", "f2", &lrn), ["GRAPH014"]);
    assert_eq!(codes("graph.quantize", "f2 3, f, q", "q2 3", &[]), [""; 0]);
    let per_axis = [("axis", A::Int(1))];
    assert_eq!(codes("graph.dequantize", "q2 3, f3, q3", "f2 3", &per_axis), [""; 0]);
    assert_eq!(codes("graph.quantize", "f2 3, f3, q3", "q2 3", &[]), ["GRAPH040"]);
    assert_eq!(
        codes("graph.quantize", "f2 3, f3, q3", "q2 3", &[("axis", A::Int(0))]),
        ["GRAPH040"]
    );
}

#[test]
fn movement_fits() {
    assert_eq!(codes("graph.constant", "", "f2 3", &[("value", A::Zeros(&[2, 3]))]), [""; 0]);
    assert_eq!(codes("graph.constant", "", "f3 2", &[("value", A::Zeros(&[2, 3]))]), ["GRAPH002"]);
    assert_eq!(codes("graph.reshape", "f2 6", "f3 4", &[]), [""; 0]);
    assert_eq!(codes("graph.reshape", "f2 6", "f3 5", &[]), ["GRAPH020"]);
    assert_eq!(codes("graph.broadcast", "f3 1", "f2 3 4", &[]), [""; 0]);
    assert_eq!(codes("graph.broadcast", "f3 2", "f3 1", &[]), ["GRAPH021"]);
    let perm = |perm: &[i64]| [("perm", A::Ints(perm.into()))];
    assert_eq!(codes("graph.transpose", "f2 3", "f3 2", &perm(&[1, 0])), [""; 0]);
    assert_eq!(codes("graph.transpose", "f2 3", "f3 2", &perm(&[1])), ["GRAPH003"]);
    let along = [("axis", A::Int(1))];
    assert_eq!(codes("graph.concat", "f2 3, f2 4, f2 1", "f2 8", &along), [""; 0]);
    assert_eq!(codes("graph.concat", "f2 3, f3 4", "f2 7", &along), ["GRAPH022"]);
    assert_eq!(codes("graph.concat", "", "f2 7", &along), ["GRAPH022"]);
    let cut = |starts: &[i64], steps: &[i64]| {
        [("starts", A::Ints(starts.into())), ("steps", A::Ints(steps.into()))]
    };
    assert_eq!(codes("graph.slice", "f7", "f3", &cut(&[1], &[2])), [""; 0]);
    assert_eq!(codes("graph.slice", "f7", "f3", &cut(&[6], &[-3])), [""; 0]);
    assert_eq!(codes("graph.slice", "f7", "f4", &cut(&[1], &[2])), ["GRAPH023"]);
    assert_eq!(codes("graph.slice", "f7", "f1", &cut(&[0], &[0])), ["GRAPH023"]);
    assert_eq!(codes("graph.slice", "f7", "f2", &cut(&[0, 0], &[1])), ["GRAPH023"]);
    let pad = |low: &[i64], high: &[i64]| {
        let sides = [("low", A::Ints(low.into())), ("high", A::Ints(high.into()))];
        [sides.into(), vec![("mode", A::Word("edge"))]].into_iter().flatten().collect::<Vec<_>>()
    };
    assert_eq!(codes("graph.pad", "f2 3, f", "f3 2", &pad(&[1, 0], &[0, -1])), [""; 0]);
    assert_eq!(codes("graph.pad", "f2 3, f", "f3 2", &pad(&[1, 0], &[0, -4])), ["GRAPH024"]);
    assert_eq!(codes("graph.pad", "f2 3, f1", "f2 3", &pad(&[0, 0], &[0, 0])), ["GRAPH024"]);
}

#[test]
fn indices_fit() {
    let at = |axis| [("axis", A::Int(axis))];
    assert_eq!(codes("graph.gather", "f2 3 4, i5 6", "f2 5 6 4", &at(1)), [""; 0]);
    assert_eq!(codes("graph.gather", "f2 3, i5", "f5", &at(2)), ["GRAPH003"]);
    assert_eq!(codes("graph.gather_elements", "f2 3, i2 7", "f2 7", &at(1)), [""; 0]);
    assert_eq!(codes("graph.gather_elements", "f2 3, i3 3", "f3 3", &at(1)), ["GRAPH030"]);
    let batch = |dims| [("batch_dims", A::Int(dims))];
    assert_eq!(codes("graph.gather_nd", "f2 3 4, i2 5 1", "f2 5 4", &batch(1)), [""; 0]);
    assert_eq!(codes("graph.gather_nd", "f2 3, i5 3", "f5", &batch(0)), ["GRAPH030"]);
    assert_eq!(codes("graph.topk", "f2 9", "f2 3, i2 3", &at(1)), [""; 0]);
    assert_eq!(codes("graph.topk", "f2 2", "f2 3, i2 3", &at(1)), ["GRAPH031"]);
}

#[test]
fn groups_agree_with_their_body() {
    let cx = Context::new();
    cx.load(&GRAPH);
    let tensor = cx.tensor_ty(&[4], cx.f32_ty());
    let other = cx.tensor_ty(&[5], cx.f32_ty());
    let codes = |arg: Type, result: Type| {
        let mut inner = Body::new(&cx, cx.op_name("graph.group"), Loc::UNKNOWN, 1);
        let block = inner.new_block(inner.regions(terrace_ir::ROOT)[0], &[arg]);
        let args = inner.args(block).to_vec();
        let mut rw = Rewriter::new(&cx, &mut inner);
        rw.at_end(block);
        rw.build("graph.yield").operands(&args).done();
        let mut body = Body::new(&cx, cx.op_name("builtin.module"), Loc::UNKNOWN, 1);
        let block = body.new_block(body.regions(terrace_ir::ROOT)[0], &[tensor]);
        let x = body.args(block)[0];
        let mut rw = Rewriter::new(&cx, &mut body);
        rw.at_end(block);
        let op = rw.build("graph.group").operand(x).result(result).child(inner).done();
        let op = body.op(&cx, op);
        let Verify(verify) = op.info().unwrap().interface::<Verify>().unwrap();
        let mut diags = Diags::new();
        verify(op, &mut diags);
        diags.items().iter().map(|diag| diag.code.id).collect::<Vec<_>>()
    };
    assert_eq!(codes(tensor, tensor), [""; 0]);
    assert_eq!(codes(tensor, other), ["GRAPH050"]);
    assert_eq!(codes(other, tensor), ["GRAPH050"; 2]);
}

#[test]
fn every_op_is_registered_and_documented() {
    let cx = Context::new();
    cx.load(&GRAPH);
    for def in GRAPH.ops.iter().copied().flatten() {
        assert!(!def.summary.is_empty(), "{} has no summary", def.name);
        let registered = cx.op_info(cx.op_name(def.name)).map(|info| info.def.name);
        assert_eq!(registered, Some(def.name));
    }
}
