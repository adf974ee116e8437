//! Arithmetic, comparison and logic, element by element.
use super::super::Val;
use super::*;
use crate::problem::{ONNX102, ONNX108};

pub(super) const OPS: &[Decoder] = &[
    op("Abs", 1, Run::Unary("graph.abs")),
    op("Neg", 1, Run::Unary("graph.neg")),
    op("Sign", 9, Run::Unary("graph.sign")),
    op("Ceil", 1, Run::Float("graph.ceil")),
    op("Floor", 1, Run::Float("graph.floor")),
    op("Round", 11, Run::Float("graph.round")),
    op("Exp", 1, Run::Float("graph.exp")),
    op("Log", 1, Run::Float("graph.log")),
    op("Sqrt", 1, Run::Float("graph.sqrt")),
    op("Sin", 7, Run::Float("graph.sin")),
    op("Cos", 7, Run::Float("graph.cos")),
    op("Tanh", 1, Run::Float("graph.tanh")),
    op("Erf", 9, Run::Float("graph.erf")),
    op("Reciprocal", 1, Run::With(reciprocal)),
    op("Not", 1, Run::With(not)),
    op("IsNaN", 9, Run::With(is_nan)),
    op("IsInf", 10, Run::With(is_inf)),
    op("Add", 7, Run::Binary("graph.add")),
    op("Sub", 7, Run::Binary("graph.sub")),
    op("Mul", 7, Run::Binary("graph.mul")),
    op("Div", 7, Run::Binary("graph.div")),
    op("Mod", 10, Run::With(modulo)),
    op("Pow", 7, Run::With(pow)),
    op("Sum", 1, Run::With(|n| fold_all(n, "graph.add"))),
    op("Max", 1, Run::With(|n| fold_all(n, "graph.max"))),
    op("Min", 1, Run::With(|n| fold_all(n, "graph.min"))),
    op("Mean", 1, Run::With(mean)),
    op("And", 7, Run::Logical("graph.and")),
    op("Or", 7, Run::Logical("graph.or")),
    op("Xor", 7, Run::Logical("graph.xor")),
    op("Equal", 7, Run::Compare("eq")),
    op("Less", 7, Run::Compare("lt")),
    op("LessOrEqual", 12, Run::Compare("le")),
    op("Greater", 7, Run::Compare("gt")),
    op("GreaterOrEqual", 12, Run::Compare("ge")),
    op("Where", 9, Run::With(select)),
    op("Cast", 6, Run::With(cast)),
    op("CastLike", 15, Run::With(cast_like)),
    op("Identity", 1, Run::With(identity)),
    op("Dropout", 7, Run::With(dropout)),
];

fn reciprocal(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    n.float(x)?;
    let one = n.scalar(x, 1.0)?;
    let y = n.binary("graph.div", one, x)?;
    n.output(0, y)
}

fn not(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    if n.dtype(x) != DType::Bool {
        return n.fail(ONNX105, "expected bools");
    }
    let y = n.unary("graph.not", x)?;
    n.output(0, y)
}

fn is_nan(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    n.float(x)?;
    // Only a NaN differs from itself.
    let y = n.compare("ne", x, x)?;
    n.output(0, y)
}

fn is_inf(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    n.float(x)?;
    let (low, high) = (n.flag("detect_negative", true)?, n.flag("detect_positive", true)?);
    let subject = if low && high { n.unary("graph.abs", x)? } else { x };
    let infinity = if high { f64::INFINITY } else { f64::NEG_INFINITY };
    // With neither, no element qualifies, and nothing is equal to NaN.
    let infinity = n.scalar(x, if low || high { infinity } else { f64::NAN })?;
    let y = n.compare("eq", subject, infinity)?;
    n.output(0, y)
}

fn modulo(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (a, b) = (n.input(0)?, n.input(1)?);
    let truncate = n.flag("fmod", false)?;
    let dtype = n.same_dtype(&[a, b])?;
    if dtype.is_float() && !truncate {
        return n.fail(ONNX102, "`fmod` must be 1 for floating-point elements");
    }
    let shape = n.broadcast(&[a, b])?;
    let c = n.emit(Op::new("graph.mod", &[a, b]).flag("truncate", truncate), dtype, shape)?;
    n.output(0, c)
}

fn pow(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (base, exponent) = (n.input(0)?, n.input(1)?);
    let dtype = n.dtype(base);
    if !dtype.is_float() && n.dtype(exponent).is_float() {
        return n.fail(ONNX105, "an integer to a floating-point power is not supported");
    }
    let exponent = n.cast(exponent, dtype)?;
    let y = n.binary("graph.pow", base, exponent)?;
    n.output(0, y)
}

fn join(n: &mut NodeCx<'_, '_>, name: &'static str) -> Option<Val> {
    let inputs = n.inputs()?;
    let (first, rest) = inputs.split_first()?;
    rest.iter().try_fold(*first, |all, &next| n.binary(name, all, next))
}

fn fold_all(n: &mut NodeCx<'_, '_>, name: &'static str) -> Option<()> {
    let all = join(n, name)?;
    n.output(0, all)
}

fn mean(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let sum = join(n, "graph.add")?;
    n.float(sum)?;
    let count = n.scalar(sum, n.node.inputs.len() as f64)?;
    let mean = n.binary("graph.div", sum, count)?;
    n.output(0, mean)
}

fn select(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (condition, yes, no) = (n.input(0)?, n.input(1)?, n.input(2)?);
    if n.dtype(condition) != DType::Bool {
        return n.fail(ONNX105, "the condition must be bools");
    }
    let y = n.select(condition, yes, no)?;
    n.output(0, y)
}

fn cast(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    // They only concern 8-bit floats, which are refused.
    n.ignore("saturate");
    n.ignore("round_mode");
    let to = n.int("to", 0)?;
    let Some(dtype) = i32::try_from(to).ok().and_then(DType::from_number) else {
        return n.fail(ONNX105, format!("element type {to} is not supported"));
    };
    let y = n.cast(x, dtype)?;
    n.output(0, y)
}

fn cast_like(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (x, like) = (n.input(0)?, n.input(1)?);
    n.ignore("saturate");
    n.ignore("round_mode");
    let dtype = n.dtype(like);
    let y = n.cast(x, dtype)?;
    n.output(0, y)
}

fn identity(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    n.output(0, x)
}

/// Outside training nothing is dropped.
fn dropout(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    n.ignore("ratio");
    n.ignore("seed");
    if let Some(training) = n.optional(2)? {
        match n.const_ints(training, "`training_mode`")?.as_slice() {
            [0] => {}
            _ => return n.fail(ONNX108, "dropout in training mode is not supported"),
        }
    }
    n.output(0, x)?;
    if n.wants(1) {
        let shape = n.shape(x);
        let kept = super::super::emit::Const::Splat(vec![1].into());
        let mask = n.im.constant(DType::Bool, shape, kept)?;
        n.output(1, mask)?;
    }
    Some(())
}
