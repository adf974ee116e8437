//! What is done with a tensor of equal elements is done without reading it.

use terrace_ir::interface::Canonicalize;
use terrace_ir::{DYNAMIC, OpId, OpRef, Pattern, Rewriter, ValueId};

use crate::consts::defined;
use crate::rewriting::{copy_with, only_block, pattern};
use crate::shaped::extent;
use crate::slices::{Mixed, Slice, read, static_sum, sum, values};

pub(super) const COPY_OF_FILL: Pattern = pattern("copy_of_fill", "linalg.copy", moved);
pub(super) const COPY_OVER_FILL: Pattern = pattern("copy_over_fill", "linalg.copy", over_fill);
pub(super) const TRANSPOSE_OF_FILL: Pattern =
    pattern("transpose_of_fill", "linalg.transpose", moved);
pub(super) const PACK: Canonicalize = Canonicalize(&[
    pattern("pack_of_fill", "linalg.pack", pack_of_fill),
    super::moves::PACK_UNPACK,
]);

pub(crate) const EXTRACT_OF_FILL: Pattern =
    pattern("extract_of_fill", "tensor.extract", extract_of_fill);
pub(crate) const PAD_OF_FILL: Pattern = pattern("pad_of_fill", "tensor.pad", pad_of_fill);
pub(crate) const CONCAT_OF_FILLS: Pattern =
    pattern("concat_of_fills", "tensor.concat", concat_of_fills);
pub(crate) const INSERT_OF_PAD: Pattern =
    pattern("insert_of_pad_into_fill", "tensor.insert_slice", insert_of_pad);

fn fill_of(op: OpRef<'_>, v: ValueId) -> Option<OpRef<'_>> {
    defined(op, v, "linalg.fill")
}

/// Fills `outs` before `anchor` with what `fill` fills with.
fn fill_into(rw: &mut Rewriter<'_>, fill: OpId, outs: ValueId, anchor: OpId) -> ValueId {
    let (value, ty) = (rw.body.operand(fill, 0), rw.ty(outs));
    let new = copy_with(rw, fill, anchor, &[value, outs], &[ty]);
    rw.body.result(new, 0)
}

/// Replaces `op` by the filling of `outs`, where its elements are those of what was filled before.
fn replace_by_fill(op: OpId, rw: &mut Rewriter<'_>, fill: OpId, outs: ValueId) -> Option<()> {
    let same = rw.op(fill).result_ty(0).elem(rw.cx) == rw.ty(outs).elem(rw.cx);
    if !same || rw.ty(outs) != rw.op(op).result_ty(0) {
        return None;
    }
    let filled = fill_into(rw, fill, outs, op);
    rw.replace(op, &[filled]);
    Some(())
}

/// A copied or transposed filling -> the output, filled
fn moved(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (fill, outs) = (fill_of(view, view.operand(0))?.id, view.operand(1));
    if rw.op(op).n_results() != 1 {
        return None;
    }
    replace_by_fill(op, rw, fill, outs)
}

/// What a copy goes over need not be filled.
fn over_fill(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let outs = fill_of(view, view.operand(1))?.operand(1);
    rw.set_operand(op, 1, outs);
    Some(())
}

/// An element of a filling -> what it was filled with
fn extract_of_fill(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let value = fill_of(view, view.operand(0))?.operand(0);
    (rw.ty(value) == view.result_ty(0)).then(|| rw.replace(op, &[value]))
}

/// Another shape of a filling -> the filling of another shape
pub(crate) fn reshape_of_fill(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (fill, ty) = (fill_of(view, view.operand(0))?, view.result_ty(0));
    let mut operands: Vec<ValueId> = view.operands().collect();
    operands[0] = fill.operand(1);
    let fill = fill.id;
    let reshaped = copy_with(rw, op, op, &operands, &[ty]);
    let outs = rw.body.result(reshaped, 0);
    replace_by_fill(op, rw, fill, outs)
}

/// What a padding pads with, where that is one value for all places.
fn padding(pad: OpRef<'_>) -> Option<ValueId> {
    let block = only_block(pad, *pad.body.regions(pad.id).first()?)?;
    let value = pad.body.operand(pad.body.last_op(block)?, 0);
    crate::rewriting::defined_outside(pad, value).then_some(value)
}

/// A filling padded with what it is filled with -> a larger filling
fn pad_of_fill(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (source, ty) = (view.operand(0), view.result_ty(0));
    let fill = fill_of(view, source)?;
    if padding(view)? != fill.operand(0) || view.attr("nofold").is_some() {
        return None;
    }
    let fill = fill.id;
    let (low, high) = (read(view, "static_low", 1)?, read(view, "static_high", 2)?);
    let dynamic = ty.shape(view.cx)?.iter().enumerate().filter(|(_, d)| **d == DYNAMIC);
    let dynamic: Vec<usize> = dynamic.map(|(i, _)| i).collect();
    let around: Vec<Vec<Mixed>> = dynamic.iter().map(|i| vec![low[*i], high[*i]]).collect();
    let inside = rw.ty(source).shape(rw.cx)?.to_vec();
    let mut known = Vec::new();
    for (i, around) in dynamic.iter().zip(&around) {
        let inner = if inside[*i] == DYNAMIC { 0 } else { inside[*i] };
        known.push(static_sum(around)?.checked_add(inner)?);
    }
    rw.before(op);
    let mut sizes = Vec::new();
    for ((i, mut parts), known) in dynamic.into_iter().zip(around).zip(known) {
        parts.insert(1, extent(rw, source, i)?);
        sizes.push(sum(rw, &parts, known));
    }
    // An extent that turns out to be known has no place in a type that does not know it.
    let sizes: Vec<ValueId> = sizes.into_iter().map(|n| n.materialize(rw)).collect();
    let empty = rw.build("tensor.empty").operands(&sizes).result(ty).value();
    replace_by_fill(op, rw, fill, empty)
}

/// A packed filling, padded with the same if at all -> a filling of the packed shape
fn pack_of_fill(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let fill = fill_of(view, view.operand(0))?;
    let padded = view.operand_values(2).first().copied();
    if padded.is_some_and(|v| v != fill.operand(0)) {
        return None;
    }
    let (fill, outs) = (fill.id, view.operand(1));
    replace_by_fill(op, rw, fill, outs)
}

/// Fillings with one value side by side -> one filling
fn concat_of_fills(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let fills: Vec<OpRef<'_>> = view.operands().map(|v| fill_of(view, v)).collect::<Option<_>>()?;
    let first = *fills.first()?;
    if fills.iter().any(|f| f.operand(0) != first.operand(0)) {
        return None;
    }
    let outs: Vec<ValueId> = fills.iter().map(|f| f.operand(1)).collect();
    let (first, ty) = (first.id, view.result_ty(0));
    let concat = copy_with(rw, op, op, &outs, &[ty]);
    let outs = rw.body.result(concat, 0);
    replace_by_fill(op, rw, first, outs)
}

/// Whether two slices of one tensor have no element in common for sure.
fn disjoint(a: &Slice, b: &Slice) -> bool {
    let number = |n: &Mixed| if let Mixed::Static(n) = n { Some(*n) } else { None };
    let range = |s: &Slice, i: usize| Some((number(&s.offsets[i])?, number(&s.sizes[i])?));
    let apart = |i: usize| match (range(a, i), range(b, i)) {
        (Some((p, n)), Some((q, m))) => p + n <= q || q + m <= p,
        _ => false,
    };
    let plain = |s: &Slice| s.strides.iter().all(|n| *n == Mixed::Static(1));
    plain(a) && plain(b) && (0..a.offsets.len()).any(apart)
}

/// Padding in the color of the ground -> what was padded, put into its place
fn insert_of_pad(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let pad = defined(view, view.operand(0), "tensor.pad")?;
    let (source, dest) = (pad.operand(0), view.operand(1));
    let slice = Slice::of(view, 2)?;
    let (same_rank, plain) = (
        slice.sizes.len() == pad.result_ty(0).shape(view.cx)?.len(),
        slice.strides.iter().all(|n| *n == Mixed::Static(1)),
    );
    // What lies between the filling and here must leave the place alone.
    let mut ground = dest;
    while let Some(before) = defined(view, ground, "tensor.insert_slice") {
        if !disjoint(&Slice::of(before, 2)?, &slice) {
            return None;
        }
        ground = before.operand(1);
    }
    let fill = fill_of(view, ground)?;
    if !same_rank || !plain || padding(pad)? != fill.operand(0) {
        return None;
    }
    let low = read(pad, "static_low", 1)?;
    let parts: Vec<[Mixed; 2]> = low.into_iter().zip(slice.offsets).map(|(a, b)| [a, b]).collect();
    let known: Vec<i64> = parts.iter().map(|p| static_sum(p)).collect::<Option<_>>()?;
    let whole = rw.ty(dest).shape(rw.cx)?;
    let outside = |((p, known), extent): ((&[Mixed; 2], &i64), &i64)| {
        values(p).is_empty() && !(0..=*extent).contains(known) && *extent != DYNAMIC
    };
    if parts.iter().zip(&known).zip(whole).any(outside) {
        return None;
    }
    rw.before(op);
    let (mut offsets, mut sizes) = (Vec::new(), Vec::new());
    for (i, (parts, known)) in parts.iter().zip(known).enumerate() {
        offsets.push(sum(rw, parts, known));
        sizes.push(extent(rw, source, i)?);
    }
    let new = Slice { offsets, sizes, strides: slice.strides };
    let ty = rw.op(op).result_ty(0);
    let made = new.build(rw, op, &[source, dest], &[ty]);
    let result = rw.body.result(made, 0);
    rw.replace(op, &[result]);
    Some(())
}
