//! Slices of tensors: by constants, of casts, and slices that undo or hide each other.

use terrace_ir::interface::{Canonicalize, Fold};
use terrace_ir::{DYNAMIC, OpId, OpRef, Rewriter, Type, ValueId};

use super::fold::forgets;
use crate::consts::{self, attr, defined, splat, value};
use crate::linalg::fill;
use crate::rewriting::{kept, pattern};
use crate::shaped::{cast, with_shape};
use crate::slices::{Mixed, Slice, kept_dims, statics};

pub(super) const EXTRACT_PATTERNS: Canonicalize = Canonicalize(&[
    pattern("extract_slice_by_constants", "tensor.extract_slice", extract_by_constants),
    pattern("extract_slice_of_cast", "tensor.extract_slice", extract_of_cast),
]);

pub(super) const INSERT_PATTERNS: Canonicalize = Canonicalize(&[
    pattern("insert_slice_by_constants", "tensor.insert_slice", insert_by_constants),
    pattern("insert_slice_of_cast", "tensor.insert_slice", insert_of_cast),
    pattern("insert_slice_over_same", "tensor.insert_slice", insert_over_same),
    fill::INSERT_OF_PAD,
]);

pub(super) const PARALLEL_INSERT_PATTERNS: Canonicalize = Canonicalize(&[
    pattern("parallel_insert_by_constants", "tensor.parallel_insert_slice", insert_by_constants),
    pattern("parallel_insert_of_cast", "tensor.parallel_insert_slice", insert_of_cast),
]);

pub(super) const CAST_OF_SLICE: terrace_ir::Pattern =
    pattern("cast_of_extract_slice", "tensor.cast", cast_of_extract);

/// Whether a slice is all of a tensor of static shape.
fn is_everything(op: OpRef<'_>, slice: &Slice, whole: ValueId) -> bool {
    let shape = op.body.ty(whole).static_shape(op.cx);
    slice.is_prefix() && shape.is_some_and(|s| statics(&slice.sizes) == s)
}

/// A slice of everything, of a splat, or of what was put there.
pub(super) const EXTRACT: Fold = Fold(|op, c| {
    let (source, ty) = (op.operand(0), op.result_ty(0));
    let slice = Slice::of(op, 1)?;
    if op.operand_ty(0) == ty && is_everything(op, &slice, source) {
        return value(source);
    }
    if let Some(insert) = defined(op, source, "tensor.insert_slice")
        && insert.operand_ty(0) == ty
        && Slice::of(insert, 2)? == slice
    {
        return value(insert.operand(0));
    }
    let num = splat(op.cx, (*c.first()?)?)?;
    attr(consts::constant(op.cx, ty, num))
});

/// What replaces everything is the result; nothing, and what was there, change nothing.
pub(super) const INSERT: Fold = Fold(|op, _| {
    let (source, dest) = (op.operand(0), op.operand(1));
    let slice = Slice::of(op, 2)?;
    if op.operand_ty(0) == op.result_ty(0) && is_everything(op, &slice, dest) {
        return value(source);
    }
    let is_empty = op.operand_ty(0).shape(op.cx)?.contains(&0);
    let from_there = defined(op, source, "tensor.extract_slice").is_some_and(|extract| {
        extract.operand(0) == dest && Slice::of(extract, 1).is_some_and(|s| s == slice)
    });
    (is_empty || from_there).then(|| value(dest))?
});

/// The type that the part named by `new` has, where `part` has that of the part named by `old`.
fn part_type(rw: &Rewriter<'_>, part: Type, old: &Slice, new: &Slice) -> Option<Type> {
    let (sizes, shape) = (statics(&old.sizes), part.shape(rw.cx)?);
    let keep = kept_dims(&sizes, shape.len(), |i, j| sizes[i] == shape[j])?;
    // What the type knows and the slice does not say stays known.
    let join = |(new, old): (i64, &i64)| if new == DYNAMIC { *old } else { new };
    let joined = kept(&statics(&new.sizes), &keep).into_iter().zip(shape).map(join);
    with_shape(rw.cx, part, joined.collect())
}

/// A slice by numbers that are constants -> one by static numbers, cast
fn extract_by_constants(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let old = Slice::of(view, 1)?;
    let new = old.with_constants(view, view.operand_ty(0).shape(view.cx)?)?;
    let (source, ty) = (view.operand(0), view.result_ty(0));
    let new_ty = part_type(rw, ty, &old, &new)?;
    let made = new.build(rw, op, &[source], &[new_ty]);
    let result = rw.body.result(made, 0);
    let result = cast(rw, result, ty);
    rw.replace(op, &[result]);
    Some(())
}

/// A slice of what was only cast -> of what was cast
fn extract_of_cast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let source = defined(view, view.operand(0), "tensor.cast").filter(|c| forgets(*c))?.operand(0);
    if !Slice::of(view, 1)?.known(view).fits(rw.ty(source).shape(rw.cx)?) {
        return None;
    }
    rw.set_operand(op, 0, source);
    Some(())
}

/// `cast(extract_slice(x))` to a type that says more -> a slice of static sizes
fn cast_of_extract(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let extract = defined(view, view.operand(0), "tensor.extract_slice")?;
    let (from, to) = (view.operand_ty(0), view.result_ty(0));
    let (before, after) = (from.shape(view.cx)?, to.shape(view.cx)?);
    let says_more = before.len() == after.len()
        && before.iter().zip(after).all(|(b, a)| b == a || *b == DYNAMIC);
    if !says_more || from == to {
        return None;
    }
    let mut slice = Slice::of(extract, 1)?;
    let sizes = statics(&slice.sizes);
    let keep = kept_dims(&sizes, before.len(), |i, j| sizes[i] == before[j])?;
    let mut extents = after.iter();
    for (size, _) in slice.sizes.iter_mut().zip(&keep).filter(|(_, k)| **k) {
        match extents.next()? {
            &DYNAMIC => {}
            extent => *size = Mixed::Static(*extent),
        }
    }
    let (source, like) = (extract.operand(0), extract.id);
    let made = slice.build(rw, like, &[source], &[to]);
    let result = rw.body.result(made, 0);
    rw.replace(op, &[result]);
    Some(())
}

/// Makes the operation again with other operands; a result that changes its type is cast back.
fn insert_again(
    op: OpId,
    rw: &mut Rewriter<'_>,
    slice: &Slice,
    source: ValueId,
    dest: ValueId,
) -> Option<()> {
    let results: Vec<Type> = rw.op(op).results().map(|_| rw.ty(dest)).collect();
    let made = slice.build(rw, op, &[source, dest], &results);
    match rw.op(op).n_results() {
        0 => rw.erase(op),
        _ => {
            let (result, ty) = (rw.body.result(made, 0), rw.op(op).result_ty(0));
            let result = cast(rw, result, ty);
            rw.replace(op, &[result]);
        }
    }
    Some(())
}

/// An insertion by numbers that are constants -> one by static numbers; the source is cast to what
/// they say of it. So it is when static sizes say more than its type.
fn insert_by_constants(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let old = Slice::of(view, 2)?;
    let constants = old.with_constants(view, view.operand_ty(1).shape(view.cx)?);
    let new = constants.as_ref().unwrap_or(&old);
    let (source, dest, ty) = (view.operand(0), view.operand(1), view.operand_ty(0));
    let new_ty = part_type(rw, ty, &old, new)?;
    if constants.is_none() && new_ty == ty {
        return None;
    }
    rw.before(op);
    let source =
        if constants.is_none() || insertable(op, rw) { cast(rw, source, new_ty) } else { source };
    insert_again(op, rw, new, source, dest)
}

/// Whether something may be made before the operation: not between the parts of a parallel loop.
fn insertable(op: OpId, rw: &Rewriter<'_>) -> bool {
    rw.op(op).n_results() > 0
}

/// Casts of the source or the destination that only forget are left out.
fn insert_of_cast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let uncast = |v: ValueId| {
        let cast = defined(view, v, "tensor.cast").filter(|c| forgets(*c));
        cast.map(|c| c.operand(0))
    };
    let (source, dest) = (view.operand(0), view.operand(1));
    let mut slice = Slice::of(view, 2)?;
    let sizes = statics(&slice.sizes);
    // The sizes must go on saying what the source's type says.
    let new_source = uncast(source).filter(|new| {
        let shapes = (rw.ty(source).shape(rw.cx), rw.ty(*new).shape(rw.cx));
        let (Some(old), Some(new)) = shapes else { return false };
        let Some(keep) = kept_dims(&sizes, old.len(), |i, j| sizes[i] == old[j]) else {
            return false;
        };
        let mut extents = new.iter();
        for (size, _) in slice.sizes.iter_mut().zip(&keep).filter(|(_, k)| **k) {
            match extents.next() {
                Some(&n) if n != DYNAMIC => *size = Mixed::Static(n),
                _ => {}
            }
        }
        true
    });
    let new_dest = uncast(dest).filter(|_| view.n_results() > 0);
    if new_source.is_none() && new_dest.is_none() {
        return None;
    }
    let (source, dest) = (new_source.unwrap_or(source), new_dest.unwrap_or(dest));
    if !slice.known(view).fits(rw.ty(dest).shape(rw.cx)?) {
        return None;
    }
    insert_again(op, rw, &slice, source, dest)
}

/// What is inserted and then replaced as a whole need not be inserted.
fn insert_over_same(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let before = defined(view, view.operand(1), "tensor.insert_slice")?;
    let same =
        before.operand_ty(0) == view.operand_ty(0) && Slice::of(before, 2)? == Slice::of(view, 2)?;
    let dest = before.operand(1);
    same.then(|| rw.set_operand(op, 1, dest))
}
