//! Normalisations and softmax.
use super::super::Val;
use super::*;
use crate::problem::{ONNX102, ONNX103, ONNX106};

pub(super) const OPS: &[Decoder] = &[
    op("BatchNormalization", 7, Run::With(batch_norm)),
    op("LayerNormalization", 17, Run::With(layer_norm)),
    op("InstanceNormalization", 6, Run::With(instance_norm)),
    op("GroupNormalization", 18, Run::With(group_norm)),
    op("RMSNormalization", 23, Run::With(rms_norm)),
    op("MeanVarianceNormalization", 9, Run::With(mean_variance)),
    op("LRN", 1, Run::With(lrn)),
    op("Softmax", 1, Run::With(|n| softmax(n, "graph.softmax"))),
    op("LogSoftmax", 1, Run::With(|n| softmax(n, "graph.log_softmax"))),
];

/// Requires one element for each of `count` channels.
fn per_channel(n: &mut NodeCx<'_, '_>, x: Val, parameters: &[Val], count: u64) -> Option<()> {
    for &parameter in parameters {
        if n.shape(parameter) != [count] {
            return n.fail(ONNX106, format!("expected one parameter for each of {count} channels"));
        }
        if n.dtype(parameter) != n.dtype(x) {
            return n.fail(ONNX105, "parameters of another element type are not supported");
        }
    }
    Some(())
}

fn channels(n: &mut NodeCx<'_, '_>, x: Val) -> Option<u64> {
    match n.shape(x).as_slice() {
        [_, channels, ..] => Some(*channels),
        _ => n.fail(ONNX106, "expected at least two axes"),
    }
}

/// With the statistics of training; all later results belong to training.
fn batch_norm(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let dtype = n.float(x)?;
    let parameters = [n.input(1)?, n.input(2)?, n.input(3)?, n.input(4)?];
    let epsilon = n.float_attr("epsilon", 1e-5)?;
    n.ignore("momentum");
    if n.flag("training_mode", false)? {
        return n.fail(ONNX102, "`training_mode` is not supported");
    }
    if n.int("spatial", 1)? != 1 {
        return n.fail(ONNX102, "`spatial` = 0 is not supported");
    }
    let count = channels(n, x)?;
    per_channel(n, x, &parameters, count)?;
    let operands = [&[x][..], &parameters].concat();
    let shape = n.shape(x);
    let y =
        n.emit(Op::new("graph.batch_norm", &operands).float("epsilon", epsilon), dtype, shape)?;
    n.output(0, y)
}

/// Over all axes from `axis` on.
fn layer_norm(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (x, scale, bias) = (n.input(0)?, n.input(1)?, n.optional(2)?);
    let dtype = n.float(x)?;
    let shape = n.shape(x);
    let axis = n.int("axis", -1)?;
    let axis = n.axis(axis, shape.len())?;
    let epsilon = n.float_attr("epsilon", 1e-5)?;
    if n.int("stash_type", 1)? != 1 {
        return n.fail(ONNX102, "only `stash_type` = 1 (float) is supported");
    }
    let mut operands = vec![x];
    for parameter in [Some(scale), bias].into_iter().flatten() {
        n.same_dtype(&[x, parameter])?;
        let normalized = shape.get(axis..).unwrap_or_default().to_vec();
        if n.shape(parameter) == normalized {
            operands.push(parameter);
        } else if n.broadcast(&[x, parameter])? == shape && n.rank(parameter) <= normalized.len() {
            operands.push(n.expand(parameter, normalized)?);
        } else {
            return n.fail(ONNX106, "scale and bias must have the shape of the normalised axes");
        }
    }
    let op = Op::new("graph.layer_norm", &operands).int("axis", axis as u64);
    let y = n.emit(op.float("epsilon", epsilon), dtype, shape.clone())?;
    n.output(0, y)?;
    if n.wants(1) || n.wants(2) {
        let axes: Vec<usize> = (axis..shape.len()).collect();
        let (mean, _, deviation) = statistics(n, x, &axes, epsilon)?;
        let one = n.scalar(x, 1.0)?;
        let inverse = n.binary("graph.div", one, deviation)?;
        n.output(1, mean)?;
        n.output(2, inverse)?;
    }
    Some(())
}

/// Mean over axes, distance from it, and `sqrt(variance + epsilon)`.
fn statistics(
    n: &mut NodeCx<'_, '_>,
    x: Val,
    axes: &[usize],
    epsilon: f64,
) -> Option<(Val, Val, Val)> {
    let mean = super::reduction::reduce(n, "graph.reduce_mean", x, axes, true)?;
    let centered = n.binary("graph.sub", x, mean)?;
    let square = n.binary("graph.mul", centered, centered)?;
    let variance = super::reduction::reduce(n, "graph.reduce_mean", square, axes, true)?;
    let epsilon = n.scalar(x, epsilon)?;
    let moved = n.binary("graph.add", variance, epsilon)?;
    let deviation = n.unary("graph.sqrt", moved)?;
    Some((mean, centered, deviation))
}

/// Statistics over groups of channels; scale and bias for each group before version 21.
fn group_norm(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (x, scale, bias) = (n.input(0)?, n.input(1)?, n.input(2)?);
    n.float(x)?;
    let epsilon = n.float_attr("epsilon", 1e-5)?;
    if n.int("stash_type", 1)? != 1 {
        return n.fail(ONNX102, "only `stash_type` = 1 (float) is supported");
    }
    let (groups, shape, count) = (n.int("num_groups", 0)?, n.shape(x), channels(n, x)?);
    let groups = u64::try_from(groups).ok().filter(|&g| g > 0 && count.is_multiple_of(g));
    let Some(groups) = groups else {
        return n.fail(ONNX106, format!("{count} channels do not fall into equal groups"));
    };
    let parts = if n.opset < 21 { groups } else { count };
    per_channel(n, x, &[scale, bias], parts)?;
    let rest: u64 = shape.iter().skip(2).product();
    let grouped = n.reshape(x, vec![shape[0], groups, count / groups * rest])?;
    let (_, centered, deviation) = statistics(n, grouped, &[2], epsilon)?;
    let normal = n.binary("graph.div", centered, deviation)?;
    let normal = n.reshape(normal, vec![shape[0], parts, count / parts * rest])?;
    let (scale, bias) = (n.reshape(scale, vec![parts, 1])?, n.reshape(bias, vec![parts, 1])?);
    let scaled = n.binary("graph.mul", normal, scale)?;
    let y = n.binary("graph.add", scaled, bias)?;
    let y = n.reshape(y, shape)?;
    n.output(0, y)
}

/// `x / sqrt(mean(x^2) + epsilon) * scale`, the mean over all axes from `axis` on.
fn rms_norm(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (x, scale) = (n.input(0)?, n.input(1)?);
    n.float(x)?;
    let shape = n.shape(x);
    let axis = n.int("axis", -1)?;
    let axis = n.axis(axis, shape.len())?;
    let epsilon = n.float_attr("epsilon", 1e-5)?;
    if n.int("stash_type", 1)? != 1 {
        return n.fail(ONNX102, "only `stash_type` = 1 (float) is supported");
    }
    let axes: Vec<usize> = (axis..shape.len()).collect();
    let square = n.binary("graph.mul", x, x)?;
    let mean = super::reduction::reduce(n, "graph.reduce_mean", square, &axes, true)?;
    let epsilon = n.scalar(x, epsilon)?;
    let moved = n.binary("graph.add", mean, epsilon)?;
    let root = n.unary("graph.sqrt", moved)?;
    let normal = n.binary("graph.div", x, root)?;
    let y = n.binary("graph.mul", normal, scale)?;
    if n.shape(y) != shape {
        return n.fail(ONNX106, "the scale does not broadcast to the operand");
    }
    n.output(0, y)
}

/// `(x - mean) / (sqrt(mean of squares - square of mean) + 1e-9)`
fn mean_variance(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    n.float(x)?;
    let rank = n.rank(x);
    let axes = n.ints("axes")?.unwrap_or_else(|| vec![0, 2, 3]);
    let axes = n.axes(&axes, rank)?;
    let mean = super::reduction::reduce(n, "graph.reduce_mean", x, &axes, true)?;
    let square = n.binary("graph.mul", x, x)?;
    let squares = super::reduction::reduce(n, "graph.reduce_mean", square, &axes, true)?;
    let less = n.binary("graph.mul", mean, mean)?;
    let variance = n.binary("graph.sub", squares, less)?;
    let deviation = n.unary("graph.sqrt", variance)?;
    let epsilon = n.scalar(x, f64::from(1e-9f32))?;
    let moved = n.binary("graph.add", deviation, epsilon)?;
    let centered = n.binary("graph.sub", x, mean)?;
    let y = n.binary("graph.div", centered, moved)?;
    n.output(0, y)
}

/// `(x - mean) / sqrt(variance + epsilon) * scale + bias`, statistics over the spatial axes.
fn instance_norm(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (x, scale, bias) = (n.input(0)?, n.input(1)?, n.input(2)?);
    n.float(x)?;
    let epsilon = n.float_attr("epsilon", 1e-5)?;
    let count = channels(n, x)?;
    per_channel(n, x, &[scale, bias], count)?;
    let axes: Vec<usize> = (2..n.rank(x)).collect();
    let (_, centered, deviation) = statistics(n, x, &axes, epsilon)?;
    let normal = n.binary("graph.div", centered, deviation)?;
    let wide = [vec![count], vec![1; axes.len()]].concat();
    let (scale, bias) = (n.reshape(scale, wide.clone())?, n.reshape(bias, wide)?);
    let scaled = n.binary("graph.mul", normal, scale)?;
    let y = n.binary("graph.add", scaled, bias)?;
    n.output(0, y)
}

fn lrn(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let dtype = n.float(x)?;
    channels(n, x)?;
    let Some(size) = n.opt_int("size")?.filter(|&size| size > 0) else {
        return n.fail(ONNX103, "`size` is missing or not positive");
    };
    let (alpha, beta) = (n.float_attr("alpha", 1e-4)?, n.float_attr("beta", 0.75)?);
    let bias = n.float_attr("bias", 1.0)?;
    let shape = n.shape(x);
    let operands = [x];
    let op = Op::new("graph.lrn", &operands).int("size", size).float("alpha", alpha);
    let y = n.emit(op.float("beta", beta).float("bias", bias), dtype, shape)?;
    n.output(0, y)
}

/// Before version 13 the operand is a matrix of the axes before and from `axis` on.
fn softmax(n: &mut NodeCx<'_, '_>, name: &'static str) -> Option<()> {
    let x = n.input(0)?;
    let dtype = n.float(x)?;
    let shape = n.shape(x);
    let axis = n.int("axis", if n.opset < 13 { 1 } else { -1 })?;
    // The old form allows the axis after the last one.
    if n.opset < 13 && axis == shape.len() as i64 {
        return n.fail(ONNX106, "softmax over no axis is not supported");
    }
    let axis = n.axis(axis, shape.len())?;
    let inner = shape.get(axis + 1..).unwrap_or_default();
    if n.opset >= 13 || inner.iter().all(|&size| size == 1) {
        let y = n.emit(Op::new(name, &[x]).int("axis", axis as u64), dtype, shape)?;
        return n.output(0, y);
    }
    let (rows, columns) = shape.split_at(axis);
    let flat = vec![rows.iter().product(), columns.iter().product()];
    let matrix = n.reshape(x, flat.clone())?;
    let y = n.emit(Op::new(name, &[matrix]).int("axis", 1), dtype, flat)?;
    let y = n.reshape(y, shape)?;
    n.output(0, y)
}
