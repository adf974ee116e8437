//! Operators that move elements without changing them.
use super::super::Val;
use super::super::shape::range;
use super::*;
use crate::problem::{ONNX102, ONNX103, ONNX104, ONNX106};
use crate::tensor::element_count;

pub(super) const OPS: &[Decoder] = &[
    op("Reshape", 5, Run::With(reshape)),
    op("Flatten", 1, Run::With(flatten)),
    op("Squeeze", 1, Run::With(squeeze)),
    op("Unsqueeze", 1, Run::With(unsqueeze)),
    op("Transpose", 1, Run::With(transpose)),
    op("Concat", 4, Run::With(concat)),
    op("Slice", 1, Run::With(slice)),
    op("Split", 2, Run::With(split)),
    op("Expand", 8, Run::With(expand)),
    op("Tile", 6, Run::With(tile)),
    op("Pad", 2, Run::With(pad)),
    op("CenterCropPad", 18, Run::With(center_crop_pad)),
    op("DepthToSpace", 1, Run::With(depth_to_space)),
    op("SpaceToDepth", 1, Run::With(space_to_depth)),
];

/// A size of 0 copies that of the operand (unless `allowzero`), one -1 stands for the rest.
fn reshape(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (x, target) = (n.input(0)?, n.input(1)?);
    let keep_zero = n.flag("allowzero", false)?;
    let target = n.const_ints(target, "the shape")?;
    let from = n.shape(x);
    let misfit = format!("{from:?} does not reshape to {target:?}");
    let mut shape = Vec::with_capacity(target.len());
    for (axis, &size) in target.iter().enumerate() {
        shape.push(match size {
            0 if !keep_zero => from.get(axis).copied(),
            // Filled in below.
            -1 => Some(1),
            size => u64::try_from(size).ok(),
        });
    }
    let shape: Option<Vec<u64>> = shape.into_iter().collect();
    let Some(mut shape) = shape else { return n.fail(ONNX106, misfit) };
    let total = element_count(&from)?;
    let rest: Vec<usize> = (0..target.len()).filter(|&axis| target[axis] == -1).collect();
    match (rest.as_slice(), element_count(&shape)) {
        ([], Some(known)) if known == total => {}
        ([axis], Some(known)) if known > 0 && total.is_multiple_of(known) => {
            shape[*axis] = total / known;
        }
        _ => return n.fail(ONNX106, misfit),
    }
    let y = n.reshape(x, shape)?;
    n.output(0, y)
}

fn flatten(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let shape = n.shape(x);
    let axis = n.int("axis", 1)?;
    // The axis after the last one is allowed.
    let axis = if axis == shape.len() as i64 { shape.len() } else { n.axis(axis, shape.len())? };
    let (rows, columns) = shape.split_at(axis);
    let flat = vec![rows.iter().product(), columns.iter().product()];
    let y = n.reshape(x, flat)?;
    n.output(0, y)
}

/// Axes are an attribute before version 13, then an operand.
fn axes_13(n: &mut NodeCx<'_, '_>) -> Option<Option<Vec<i64>>> {
    if n.opset < 13 { n.ints("axes") } else { n.optional_ints(1, "axes") }
}

fn squeeze(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let shape = n.shape(x);
    let axes = match axes_13(n)? {
        Some(axes) => n.axes(&axes, shape.len())?,
        None => (0..shape.len()).filter(|&axis| shape[axis] == 1).collect(),
    };
    if axes.iter().any(|&axis| shape.get(axis) != Some(&1)) {
        return n.fail(ONNX106, format!("axes {axes:?} of {shape:?} are not all of size 1"));
    }
    let kept = shape.iter().enumerate().filter(|(axis, _)| !axes.contains(axis));
    let kept = kept.map(|(_, size)| *size).collect();
    let y = n.reshape(x, kept)?;
    n.output(0, y)
}

fn unsqueeze(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let Some(axes) = axes_13(n)? else { return n.fail(ONNX104, "axes are missing") };
    let shape = n.shape(x);
    let rank = shape.len() + axes.len();
    let axes = n.axes(&axes, rank)?;
    let mut sizes = shape.into_iter();
    // As many axes are left as there are sizes.
    let wide = (0..rank).filter_map(|axis| match axes.contains(&axis) {
        true => Some(1),
        false => sizes.next(),
    });
    let wide = wide.collect();
    let y = n.reshape(x, wide)?;
    n.output(0, y)
}

fn transpose(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let rank = n.rank(x);
    let perm = match n.ints("perm")? {
        Some(perm) => n.axes(&perm, rank)?,
        None => (0..rank).rev().collect(),
    };
    if perm.len() != rank {
        return n.fail(ONNX103, format!("`perm` = {perm:?} is no order of {rank} axes"));
    }
    let y = n.transpose(x, &perm)?;
    n.output(0, y)
}

fn concat(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let parts = n.inputs()?;
    let dtype = n.same_dtype(&parts)?;
    let Some(axis) = n.opt_int("axis")? else {
        return n.fail(ONNX103, "attribute `axis` is missing");
    };
    let mut shape = n.shape(*parts.first()?);
    let axis = n.axis(axis, shape.len())?;
    let mut total = 0u64;
    for &part in &parts {
        let mut other = n.shape(part);
        let Some(size) = other.get_mut(axis) else {
            return n.fail(ONNX106, "the parts differ in rank");
        };
        total = total.saturating_add(std::mem::replace(size, shape[axis]));
        if other != shape {
            return n.fail(ONNX106, format!("the parts differ in more than axis {axis}"));
        }
    }
    shape[axis] = total;
    if let [only] = parts.as_slice() {
        return n.output(0, *only);
    }
    let y = n.emit(Op::new("graph.concat", &parts).int("axis", axis as u64), dtype, shape)?;
    n.output(0, y)
}

/// A box of `x`: for each axis the first index, the step and the count.
fn cut(n: &mut NodeCx<'_, '_>, x: Val, ranges: &[(i64, i64, u64)]) -> Option<Val> {
    let shape: Vec<u64> = ranges.iter().map(|range| range.2).collect();
    let steps: Vec<i64> = ranges.iter().map(|range| range.1).collect();
    if n.shape(x) == shape && steps.iter().all(|&step| step == 1) {
        return Some(x);
    }
    let starts: Vec<i64> = ranges.iter().map(|range| range.0).collect();
    let dtype = n.dtype(x);
    n.emit(Op::new("graph.slice", &[x]).ints("starts", &starts).ints("steps", &steps), dtype, shape)
}

fn slice(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let shape = n.shape(x);
    let (starts, ends, axes, steps) = if n.opset < 10 {
        let starts = n.ints("starts")?.unwrap_or_default();
        (starts, n.ints("ends")?.unwrap_or_default(), n.ints("axes")?, None)
    } else {
        let (starts, ends) = (n.input(1)?, n.input(2)?);
        let starts = n.const_ints(starts, "`starts`")?;
        let ends = n.const_ints(ends, "`ends`")?;
        (starts, ends, n.optional_ints(3, "`axes`")?, n.optional_ints(4, "`steps`")?)
    };
    let axes = axes.unwrap_or_else(|| (0..starts.len() as i64).collect());
    let steps = steps.unwrap_or_else(|| vec![1; starts.len()]);
    let axes = n.axes(&axes, shape.len())?;
    if [ends.len(), axes.len(), steps.len()].iter().any(|&len| len != starts.len()) {
        return n.fail(ONNX106, "starts, ends, axes and steps differ in length");
    }
    let mut ranges: Vec<_> = shape.iter().map(|&size| (0, 1, size)).collect();
    for (at, &axis) in axes.iter().enumerate() {
        let Some(cut) = range(starts[at], ends[at], steps[at], shape[axis]) else {
            return n.fail(ONNX103, "a step is 0");
        };
        ranges[axis] = cut;
    }
    let y = cut(n, x, &ranges)?;
    n.output(0, y)
}

fn split(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let shape = n.shape(x);
    let axis = n.int("axis", 0)?;
    let axis = n.axis(axis, shape.len())?;
    let size = shape[axis];
    let given = if n.opset < 13 { n.ints("split")? } else { n.optional_ints(1, "`split`")? };
    let named = if n.opset < 18 { None } else { n.opt_int("num_outputs")? };
    let count = n.node.outputs.len() as u64;
    let sizes: Option<Vec<u64>> = match given {
        Some(sizes) => sizes.iter().map(|&size| u64::try_from(size).ok()).collect(),
        None => {
            // The last part is smaller if it has to be.
            let part = size.div_ceil(count.max(1));
            Some((0..count).map(|at| part.min(size.saturating_sub(at * part))).collect())
        }
    };
    let total = |sizes: &Vec<u64>| sizes.iter().try_fold(0u64, |sum, size| sum.checked_add(*size));
    let fits = |sizes: &Vec<u64>| total(sizes) == Some(size) && sizes.len() as u64 == count;
    let named_fits = named.is_none_or(|named| u64::try_from(named) == Ok(count));
    let Some(sizes) = sizes.filter(fits).filter(|_| named_fits) else {
        return n.fail(ONNX106, format!("size {size} does not split into these {count} parts"));
    };
    let mut start = 0u64;
    for (at, part) in sizes.into_iter().enumerate() {
        let mut ranges: Vec<_> = shape.iter().map(|&size| (0, 1, size)).collect();
        let first = if part == 0 { 0 } else { start };
        ranges[axis] = (i64::try_from(first).ok()?, 1, part);
        start += part;
        if n.wants(at) {
            let y = cut(n, x, &ranges)?;
            n.output(at, y)?;
        }
    }
    Some(())
}

fn expand(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (x, target) = (n.input(0)?, n.input(1)?);
    let target = n.const_ints(target, "the shape")?;
    let from = n.shape(x);
    let wanted: Option<Vec<u64>> = target.iter().map(|&size| u64::try_from(size).ok()).collect();
    let shape = wanted.and_then(|wanted| super::super::shape::broadcast(&from, &wanted));
    let Some(shape) = shape else {
        return n.fail(ONNX106, format!("{from:?} does not expand to {target:?}"));
    };
    let y = n.expand(x, shape)?;
    n.output(0, y)
}

/// `[a, b]` repeated `[r, s]` times is `[1, a, 1, b]` broadcast to `[r, a, s, b]`.
fn tile(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (x, repeats) = (n.input(0)?, n.input(1)?);
    let repeats = n.const_ints(repeats, "the repeats")?;
    let shape = n.shape(x);
    let counts: Option<Vec<u64>> = repeats.iter().map(|&count| u64::try_from(count).ok()).collect();
    let Some(counts) = counts.filter(|counts| counts.len() == shape.len()) else {
        return n.fail(ONNX106, format!("{repeats:?} does not repeat {shape:?}"));
    };
    let pairs = || counts.iter().zip(&shape);
    let narrow = pairs().flat_map(|(_, &size)| [1, size]).collect();
    let wide: Vec<u64> = pairs().flat_map(|(&count, &size)| [count, size]).collect();
    if element_count(&wide).is_none() {
        return n.fail(ONNX106, "the result is too large");
    }
    let flat = pairs().map(|(count, size)| count.saturating_mul(*size)).collect();
    let y = n.reshape(x, narrow)?;
    let y = n.expand(y, wide)?;
    let y = n.reshape(y, flat)?;
    n.output(0, y)
}

fn pad(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let (dtype, shape) = (n.dtype(x), n.shape(x));
    let modes = [("constant", "constant"), ("reflect", "reflect"), ("edge", "edge")];
    let mode = n.word("mode", &modes)?;
    let (pads, value, axes) = if n.opset < 11 {
        let value = n.float_attr("value", 0.0)?;
        (n.ints("pads")?.unwrap_or_default(), n.scalar(x, value)?, None)
    } else {
        let pads = n.input(1)?;
        let pads = n.const_ints(pads, "`pads`")?;
        let value = match n.optional(2)? {
            Some(value) => n.reshape(value, Vec::new())?,
            None => n.scalar(x, 0.0)?,
        };
        n.same_dtype(&[x, value])?;
        (pads, value, n.optional_ints(3, "`axes`")?)
    };
    let axes = axes.unwrap_or_else(|| (0..shape.len() as i64).collect());
    let axes = n.axes(&axes, shape.len())?;
    if pads.len() != 2 * axes.len() {
        return n.fail(ONNX106, format!("{pads:?} does not pad {} axes", axes.len()));
    }
    let (mut low, mut high) = (vec![0; shape.len()], vec![0; shape.len()]);
    let mut out = shape.clone();
    for (at, &axis) in axes.iter().enumerate() {
        (low[axis], high[axis]) = (pads[at], pads[at + axes.len()]);
        let size = i64::try_from(shape[axis]).ok();
        let size = size.and_then(|size| size.checked_add(low[axis])?.checked_add(high[axis]));
        let Some(size) = size.and_then(|size| u64::try_from(size).ok()) else {
            return n.fail(ONNX106, format!("{pads:?} does not pad {shape:?}"));
        };
        let reach = low[axis].max(high[axis]);
        let limit = shape[axis] as i64 - i64::from(mode == "reflect");
        if mode == "reflect" && reach > limit || mode == "edge" && reach > 0 && limit == 0 {
            return n.fail(ONNX102, format!("`{mode}` beyond the size {} is not supported", limit));
        }
        out[axis] = size;
    }
    let operands = [x, value];
    let op = Op::new("graph.pad", &operands).ints("low", &low).ints("high", &high);
    let y = n.emit(op.word("mode", mode), dtype, out)?;
    n.output(0, y)
}

/// Cuts or pads each axis at both ends alike, to given sizes.
fn center_crop_pad(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (x, target) = (n.input(0)?, n.input(1)?);
    let target = n.const_ints(target, "the shape")?;
    let (dtype, shape) = (n.dtype(x), n.shape(x));
    let axes = n.ints("axes")?.unwrap_or_else(|| (0..shape.len() as i64).collect());
    let axes = n.axes(&axes, shape.len())?;
    let (mut low, mut high, mut out) = (vec![0; shape.len()], vec![0; shape.len()], shape.clone());
    if target.len() != axes.len() || target.iter().any(|size| !(0..1 << 31).contains(size)) {
        return n.fail(ONNX106, format!("{target:?} does not fit {} axes", axes.len()));
    }
    for (&axis, &size) in axes.iter().zip(&target) {
        let more = size - i64::try_from(shape[axis]).ok()?;
        // The odd element is taken from, or added to, the end.
        low[axis] = if more < 0 { -(-more / 2) } else { more / 2 };
        high[axis] = more - low[axis];
        out[axis] = size as u64;
    }
    let zero = n.scalar(x, 0.0)?;
    let operands = [x, zero];
    let op = Op::new("graph.pad", &operands).ints("low", &low).ints("high", &high);
    let y = n.emit(op.word("mode", "constant"), dtype, out)?;
    n.output(0, y)
}

/// Block size and the shape `[N, C, H, W]`.
fn blocks(n: &mut NodeCx<'_, '_>, x: Val) -> Option<(u64, [u64; 4])> {
    let size = n.int("blocksize", 0)?;
    let shape: Result<[u64; 4], _> = n.shape(x).try_into();
    match (u64::try_from(size), shape) {
        (Ok(size), Ok(shape)) if (1..1 << 16).contains(&size) => Some((size, shape)),
        _ => n.fail(ONNX106, "expected four axes and a positive `blocksize`"),
    }
}

fn depth_to_space(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let (b, [batch, channels, height, width]) = blocks(n, x)?;
    let depth_first = n.word("mode", &[("DCR", true), ("CRD", false)])?;
    if !channels.is_multiple_of(b * b) {
        return n.fail(ONNX106, format!("{channels} channels are no whole number of blocks"));
    }
    let depth = channels / (b * b);
    let (split, perm) = if depth_first {
        ([batch, b, b, depth, height, width], [0, 3, 4, 1, 5, 2])
    } else {
        ([batch, depth, b, b, height, width], [0, 1, 4, 2, 5, 3])
    };
    let y = n.reshape(x, split.to_vec())?;
    let y = n.transpose(y, &perm)?;
    let y = n.reshape(y, vec![batch, depth, height * b, width * b])?;
    n.output(0, y)
}

fn space_to_depth(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let (b, [batch, channels, height, width]) = blocks(n, x)?;
    if !height.is_multiple_of(b) || !width.is_multiple_of(b) {
        return n.fail(ONNX106, format!("{height}x{width} is no whole number of blocks"));
    }
    let (h, w) = (height / b, width / b);
    let y = n.reshape(x, vec![batch, channels, h, b, w, b])?;
    let y = n.transpose(y, &[0, 3, 5, 1, 2, 4])?;
    let y = n.reshape(y, vec![batch, channels * b * b, h, w])?;
    n.output(0, y)
}
