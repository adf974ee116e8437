//! Operators whose result depends on indices in a tensor.
use super::super::shape::broadcast;
use super::*;
use crate::problem::{ONNX102, ONNX106};

pub(super) const OPS: &[Decoder] = &[
    op("Gather", 1, Run::With(gather)),
    op("GatherElements", 11, Run::With(gather_elements)),
    op("GatherND", 11, Run::With(gather_nd)),
    op("CumSum", 11, Run::With(cumsum)),
    op("OneHot", 9, Run::With(one_hot)),
    op("Trilu", 14, Run::With(trilu)),
    op("TopK", 1, Run::With(top_k)),
];

fn index_operand(n: &mut NodeCx<'_, '_>, at: usize) -> Option<super::super::Val> {
    let index = n.input(at)?;
    match n.dtype(index) {
        DType::I32 | DType::I64 => Some(index),
        other => n.fail(ONNX105, format!("indices of {} are not supported", other.onnx_name())),
    }
}

fn gather(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (x, index) = (n.input(0)?, index_operand(n, 1)?);
    let (dtype, from) = (n.dtype(x), n.shape(x));
    let axis = n.int("axis", 0)?;
    let axis = n.axis(axis, from.len())?;
    let shape = [&from[..axis], &n.shape(index), &from[axis + 1..]].concat();
    let y = n.emit(Op::new("graph.gather", &[x, index]).int("axis", axis as u64), dtype, shape)?;
    n.output(0, y)
}

fn gather_elements(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (x, index) = (n.input(0)?, index_operand(n, 1)?);
    let (dtype, from, shape) = (n.dtype(x), n.shape(x), n.shape(index));
    let axis = n.int("axis", 0)?;
    let axis = n.axis(axis, from.len())?;
    let inside = |at: usize| at == axis || shape[at] <= from[at];
    if from.len() != shape.len() || !(0..shape.len()).all(inside) {
        return n.fail(ONNX106, format!("indices {shape:?} do not pick from {from:?}"));
    }
    let operands = [x, index];
    let op = Op::new("graph.gather_elements", &operands).int("axis", axis as u64);
    let y = n.emit(op, dtype, shape)?;
    n.output(0, y)
}

fn gather_nd(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (x, index) = (n.input(0)?, index_operand(n, 1)?);
    let (dtype, from, indices) = (n.dtype(x), n.shape(x), n.shape(index));
    let batch = if n.opset < 12 { 0 } else { n.int("batch_dims", 0)? };
    let misfit = format!("indices {indices:?} do not pick from {from:?}");
    let Some((&depth, outer)) = indices.split_last() else { return n.fail(ONNX106, misfit) };
    let batch = usize::try_from(batch).ok().filter(|&batch| batch <= outer.len());
    let depth = usize::try_from(depth).ok();
    let inner = batch.zip(depth).and_then(|(batch, depth)| {
        (from.get(..batch)? == &outer[..batch]).then_some(())?;
        from.get(batch.checked_add(depth)?..)
    });
    let (Some(inner), Some(batch)) = (inner, batch) else { return n.fail(ONNX106, misfit) };
    let shape = [outer, inner].concat();
    let operands = [x, index];
    let op = Op::new("graph.gather_nd", &operands).int("batch_dims", batch as u64);
    let y = n.emit(op, dtype, shape)?;
    n.output(0, y)
}

fn cumsum(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (x, axis) = (n.input(0)?, n.input(1)?);
    let (dtype, shape) = (n.dtype(x), n.shape(x));
    let (exclusive, reverse) = (n.flag("exclusive", false)?, n.flag("reverse", false)?);
    let &[axis] = n.const_ints(axis, "the axis")?.as_slice() else {
        return n.fail(ONNX106, "expected one axis");
    };
    let axis = n.axis(axis, shape.len())?;
    let operands = [x];
    let op = Op::new("graph.cumsum", &operands).int("axis", axis as u64);
    let y = n.emit(op.flag("exclusive", exclusive).flag("reverse", reverse), dtype, shape)?;
    n.output(0, y)
}

/// Compares each index with the positions along a new axis; negative ones count from its end.
fn one_hot(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (index, depth, values) = (index_operand(n, 0)?, n.input(1)?, n.input(2)?);
    let axis = n.int("axis", -1)?;
    let &[depth] = n.const_ints(depth, "the depth")?.as_slice() else {
        return n.fail(ONNX106, "expected one depth");
    };
    let picks = n.shape(index);
    let axis = n.axis(axis, picks.len() + 1)?;
    let Some(size) = u64::try_from(depth).ok().filter(|_| n.shape(values) == [2]) else {
        return n.fail(ONNX106, "expected a depth and the values for off and on");
    };
    let dtype = n.dtype(index);
    let zero = n.scalar(index, 0.0)?;
    let count = n.scalar(index, depth as f64)?;
    let below = n.compare("lt", index, zero)?;
    let moved = n.binary("graph.add", index, count)?;
    let index = n.select(below, moved, index)?;
    let column = [&picks[..axis], &[1], &picks[axis..]].concat();
    let index = n.reshape(index, column)?;
    let mut line = vec![1; picks.len() + 1];
    line[axis] = size;
    let places = n.emit(Op::new("graph.iota", &[]).int("axis", axis as u64), dtype, line)?;
    let hot = n.compare("eq", index, places)?;
    let kind = n.dtype(values);
    let part = |n: &mut NodeCx<'_, '_>, at: i64| {
        let operands = [values];
        let piece = Op::new("graph.slice", &operands).ints("starts", &[at]).ints("steps", &[1i64]);
        let piece = n.emit(piece, kind, vec![1])?;
        n.reshape(piece, Vec::new())
    };
    let (off, on) = (part(n, 0)?, part(n, 1)?);
    let y = n.select(hot, on, off)?;
    n.output(0, y)
}

/// Keeps the elements on one side of a diagonal: `column - row >= k` or `<= k`.
fn trilu(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let upper = n.flag("upper", true)?;
    let k = match n.optional_ints(1, "the diagonal")? {
        Some(list) => list.first().copied().unwrap_or(0),
        None => 0,
    };
    let shape = n.shape(x);
    let [.., rows, columns] = *shape.as_slice() else {
        return n.fail(ONNX106, "expected at least two axes");
    };
    let iota = |n: &mut NodeCx<'_, '_>, axis: u64, shape: Vec<u64>| {
        n.emit(Op::new("graph.iota", &[]).int("axis", axis), DType::I64, shape)
    };
    let (row, column) = (iota(n, 0, vec![rows, 1])?, iota(n, 1, vec![1, columns])?);
    let offset = n.binary("graph.sub", column, row)?;
    let bytes = k.to_le_bytes().to_vec();
    let k = super::super::emit::Const::Dense(bytes.into());
    let k = n.im.constant(DType::I64, Vec::new(), k)?;
    let keep = n.compare(if upper { "ge" } else { "le" }, offset, k)?;
    let zero = n.scalar(x, 0.0)?;
    let y = n.select(keep, x, zero)?;
    // The mask alone has rank 2; with a smaller operand the select would be of another shape.
    if broadcast(&shape, &[rows, columns]).as_ref() != Some(&n.shape(y)) {
        return n.fail(ONNX106, "the mask does not fit");
    }
    n.output(0, y)
}

fn top_k(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let (dtype, mut shape) = (n.dtype(x), n.shape(x));
    let axis = n.int("axis", -1)?;
    let axis = n.axis(axis, shape.len())?;
    let count = if n.opset < 10 {
        n.int("k", -1)?
    } else {
        let count = n.input(1)?;
        match n.const_ints(count, "the count")?.as_slice() {
            [count] => *count,
            _ => return n.fail(ONNX106, "expected one count"),
        }
    };
    let (largest, sorted) = (n.flag("largest", true)?, n.flag("sorted", true)?);
    let Some(count) = u64::try_from(count).ok().filter(|&count| count <= shape[axis]) else {
        return n.fail(ONNX102, format!("cannot pick {count} of {}", shape[axis]));
    };
    shape[axis] = count;
    let operands = [x];
    let op = Op::new("graph.topk", &operands).int("axis", axis as u64).flag("largest", largest);
    let results = vec![(dtype, shape.clone()), (DType::I64, shape)];
    // An unsorted result may come in any order, so also sorted.
    let _ = sorted;
    let both = n.im.emit_all(op, results)?;
    for (at, val) in both.into_iter().enumerate() {
        n.output(at, val)?;
    }
    Some(())
}
