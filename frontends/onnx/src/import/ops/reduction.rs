//! Reductions over axes.
use super::super::Val;
use super::super::shape::reduced;
use super::*;
use crate::problem::ONNX106;

pub(super) const OPS: &[Decoder] = &[
    op("ReduceSum", 1, Run::With(|n| plain(n, "graph.reduce_sum", 13))),
    op("ReduceMean", 1, Run::With(|n| plain(n, "graph.reduce_mean", 18))),
    op("ReduceMax", 1, Run::With(|n| plain(n, "graph.reduce_max", 18))),
    op("ReduceMin", 1, Run::With(|n| plain(n, "graph.reduce_min", 18))),
    op("ReduceProd", 1, Run::With(|n| plain(n, "graph.reduce_prod", 18))),
    op("ReduceL1", 1, Run::With(l1)),
    op("ReduceL2", 1, Run::With(l2)),
    op("ReduceSumSquare", 1, Run::With(sum_square)),
    op("ReduceLogSum", 1, Run::With(log_sum)),
    op("ReduceLogSumExp", 1, Run::With(log_sum_exp)),
    op("ArgMax", 1, Run::With(|n| arg(n, "graph.argmax"))),
    op("ArgMin", 1, Run::With(|n| arg(n, "graph.argmin"))),
];

/// Reduces over these axes.
pub(super) fn reduce(
    n: &mut NodeCx<'_, '_>,
    name: &'static str,
    x: Val,
    axes: &[usize],
    keep: bool,
) -> Option<Val> {
    let dtype = n.dtype(x);
    let shape = n.shape(x);
    let extremum = matches!(name, "graph.reduce_max" | "graph.reduce_min");
    if extremum && !dtype.is_float() && axes.iter().any(|&axis| shape.get(axis) == Some(&0)) {
        return n.fail(ONNX106, "an empty list of integers has no extremum");
    }
    let out = reduced(&shape, axes, keep);
    let mut sorted = axes.to_vec();
    sorted.sort_unstable();
    n.emit(Op::new(name, &[x]).ints("axes", &sorted).flag("keep_dims", keep), dtype, out)
}

/// What to reduce and over which axes; none of them means that the operand passes unchanged.
struct Plan {
    x: Val,
    axes: Option<Vec<usize>>,
    keep: bool,
}

/// Axes are an attribute before the version `since`, then an operand.
fn plan(n: &mut NodeCx<'_, '_>, since: i64) -> Option<Plan> {
    let x = n.input(0)?;
    let keep = n.flag("keepdims", true)?;
    let axes = if n.opset < since { n.ints("axes")? } else { n.optional_ints(1, "axes")? };
    let noop = n.opset >= since && n.flag("noop_with_empty_axes", false)?;
    let rank = n.rank(x);
    let axes = match axes.filter(|axes| !axes.is_empty()) {
        Some(axes) => Some(n.axes(&axes, rank)?),
        None if noop => None,
        None => Some((0..rank).collect()),
    };
    Some(Plan { x, axes, keep })
}

fn apply(n: &mut NodeCx<'_, '_>, name: &'static str, plan: &Plan, x: Val) -> Option<Val> {
    match &plan.axes {
        Some(axes) => reduce(n, name, x, axes, plan.keep),
        None => Some(x),
    }
}

fn plain(n: &mut NodeCx<'_, '_>, name: &'static str, since: i64) -> Option<()> {
    let plan = plan(n, since)?;
    let y = apply(n, name, &plan, plan.x)?;
    n.output(0, y)
}

fn l1(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let plan = plan(n, 18)?;
    let size = n.unary("graph.abs", plan.x)?;
    let y = apply(n, "graph.reduce_sum", &plan, size)?;
    n.output(0, y)
}

fn squares(n: &mut NodeCx<'_, '_>) -> Option<Val> {
    let plan = plan(n, 18)?;
    let square = n.binary("graph.mul", plan.x, plan.x)?;
    apply(n, "graph.reduce_sum", &plan, square)
}

fn l2(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let sum = squares(n)?;
    n.float(sum)?;
    let y = n.unary("graph.sqrt", sum)?;
    n.output(0, y)
}

fn sum_square(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let y = squares(n)?;
    n.output(0, y)
}

fn log_sum(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let plan = plan(n, 18)?;
    n.float(plan.x)?;
    let sum = apply(n, "graph.reduce_sum", &plan, plan.x)?;
    let y = n.unary("graph.log", sum)?;
    n.output(0, y)
}

/// `m + log(sum(exp(x - m)))` with `m` the maximum where that is finite, so nothing overflows.
fn log_sum_exp(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let plan = plan(n, 18)?;
    n.float(plan.x)?;
    let Some(axes) = plan.axes.clone() else { return n.output(0, plan.x) };
    let max = reduce(n, "graph.reduce_max", plan.x, &axes, true)?;
    let (zero, infinity) = (n.scalar(max, 0.0)?, n.scalar(max, f64::INFINITY)?);
    let size = n.unary("graph.abs", max)?;
    // An infinite maximum would make infinity minus infinity.
    let finite = n.compare("lt", size, infinity)?;
    let max = n.select(finite, max, zero)?;
    let moved = n.binary("graph.sub", plan.x, max)?;
    let exp = n.unary("graph.exp", moved)?;
    let sum = reduce(n, "graph.reduce_sum", exp, &axes, true)?;
    let log = n.unary("graph.log", sum)?;
    let y = n.binary("graph.add", log, max)?;
    let shape = reduced(&n.shape(plan.x), &axes, plan.keep);
    let y = n.reshape(y, shape)?;
    n.output(0, y)
}

fn arg(n: &mut NodeCx<'_, '_>, name: &'static str) -> Option<()> {
    let x = n.input(0)?;
    let (axis, keep) = (n.int("axis", 0)?, n.flag("keepdims", true)?);
    let last = n.flag("select_last_index", false)?;
    let shape = n.shape(x);
    let axis = n.axis(axis, shape.len())?;
    if shape.get(axis) == Some(&0) {
        return n.fail(ONNX106, "an empty list has no extremum");
    }
    let out = reduced(&shape, &[axis], keep);
    let operands = [x];
    let op = Op::new(name, &operands).int("axis", axis as u64).flag("keep_dims", keep);
    let y = n.emit(op.flag("last_index", last), DType::I64, out)?;
    n.output(0, y)
}
