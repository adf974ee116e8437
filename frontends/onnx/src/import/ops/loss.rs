//! Loss functions and hard decisions.
use super::super::Val;
use super::super::emit::Const;
use super::*;
use crate::problem::ONNX106;

pub(super) const OPS: &[Decoder] = &[
    op("NegativeLogLikelihoodLoss", 12, Run::With(likelihood)),
    op("SoftmaxCrossEntropyLoss", 12, Run::With(cross_entropy)),
    op("Hardmax", 1, Run::With(hardmax)),
];

/// How losses become one number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reduction {
    Mean,
    Sum,
    None,
}

/// `-w[t] * x[.., t, ..]` over classes on axis 1, `t` the target; 0 where it is `ignore_index`.
fn loss(n: &mut NodeCx<'_, '_>, x: Val) -> Option<Val> {
    let (target, weight) = (n.input(1)?, n.optional(2)?);
    let ways = [("mean", Reduction::Mean), ("sum", Reduction::Sum), ("none", Reduction::None)];
    let way = n.word("reduction", &ways)?;
    let ignored = n.opt_int("ignore_index")?;
    let (shape, targets) = (n.shape(x), n.shape(target));
    let [batch, classes, rest @ ..] = shape.as_slice() else {
        return n.fail(ONNX106, "expected a batch and classes");
    };
    if targets != [&[*batch][..], rest].concat() {
        return n.fail(ONNX106, format!("targets {targets:?} do not fit {shape:?}"));
    }
    if !matches!(n.dtype(target), DType::I32 | DType::I64) {
        return n.fail(ONNX105, "targets must be int32 or int64");
    }
    let (zero, one) = (n.scalar(x, 0.0)?, n.scalar(x, 1.0)?);
    // An ignored target may be no class at all, so it is replaced before anything is read.
    let hidden = match ignored {
        Some(index) => {
            let index = n.scalar(target, index as f64)?;
            Some(n.compare("eq", target, index)?)
        }
        None => None,
    };
    let none = n.scalar(target, 0.0)?;
    let class = match hidden {
        Some(hidden) => n.select(hidden, none, target)?,
        None => target,
    };
    let weights = match weight {
        Some(weight) if n.shape(weight) == [*classes] => {
            let operands = [weight, class];
            let op = Op::new("graph.gather", &operands).int("axis", 0);
            let dtype = n.dtype(weight);
            n.emit(op, dtype, targets.clone())?
        }
        Some(_) => return n.fail(ONNX106, "expected one weight for each class"),
        None => n.expand(one, targets.clone())?,
    };
    let weights = match hidden {
        Some(hidden) => n.select(hidden, zero, weights)?,
        None => weights,
    };
    let column = [&[*batch, 1][..], rest].concat();
    let index = n.reshape(class, column.clone())?;
    let dtype = n.dtype(x);
    let operands = [x, index];
    let op = Op::new("graph.gather_elements", &operands).int("axis", 1);
    let picked = n.emit(op, dtype, column)?;
    let picked = n.reshape(picked, targets.clone())?;
    let negative = n.unary("graph.neg", picked)?;
    let losses = n.binary("graph.mul", negative, weights)?;
    if way == Reduction::None {
        return Some(losses);
    }
    let axes: Vec<usize> = (0..targets.len()).collect();
    let total = super::reduction::reduce(n, "graph.reduce_sum", losses, &axes, false)?;
    if way == Reduction::Sum {
        return Some(total);
    }
    let count = super::reduction::reduce(n, "graph.reduce_sum", weights, &axes, false)?;
    n.binary("graph.div", total, count)
}

fn likelihood(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    n.float(x)?;
    let y = loss(n, x)?;
    n.output(0, y)
}

fn cross_entropy(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let dtype = n.float(x)?;
    let shape = n.shape(x);
    if shape.len() < 2 {
        return n.fail(ONNX106, "expected a batch and classes");
    }
    let log = n.emit(Op::new("graph.log_softmax", &[x]).int("axis", 1), dtype, shape)?;
    let y = loss(n, log)?;
    n.output(0, y)?;
    n.output(1, log)
}

/// 1 at the first maximum along the axis, else 0; before version 13 over a flattened matrix.
fn hardmax(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let dtype = n.float(x)?;
    let shape = n.shape(x);
    let axis = n.int("axis", if n.opset < 13 { 1 } else { -1 })?;
    let axis = n.axis(axis, shape.len())?;
    let (flat, axis) = if n.opset < 13 {
        let (rows, columns) = shape.split_at(axis);
        (vec![rows.iter().product(), columns.iter().product()], 1)
    } else {
        (shape.clone(), axis)
    };
    if flat.get(axis) == Some(&0) {
        let empty = n.im.constant(dtype, shape, Const::Dense(Vec::new().into()))?;
        return n.output(0, empty);
    }
    let x = n.reshape(x, flat.clone())?;
    let mut column = flat.clone();
    column[axis] = 1;
    let operands = [x];
    let op = Op::new("graph.argmax", &operands).int("axis", axis as u64).flag("keep_dims", true);
    let best = n.emit(op.flag("last_index", false), DType::I64, column)?;
    let mut line = vec![1; flat.len()];
    line[axis] = flat[axis];
    let places = n.emit(Op::new("graph.iota", &[]).int("axis", axis as u64), DType::I64, line)?;
    let hit = n.compare("eq", best, places)?;
    let y = n.cast(hit, dtype)?;
    let y = n.reshape(y, shape)?;
    n.output(0, y)
}
