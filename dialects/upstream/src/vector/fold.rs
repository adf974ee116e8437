//! Folds of `vector`: moves that do nothing, undo each other, or move constants.

use terrace_ir::interface::{Fold, Folded};
use terrace_ir::{Attr, AttrKind, DYNAMIC, OpRef};

use super::canon;
use crate::consts::{self, attr, defined, splat, value};

type Result = Option<Vec<Folded>>;

fn ints(op: OpRef<'_>, name: &str) -> Option<Vec<i64>> {
    op.attr(name)?.as_ints(op.cx)
}

/// A splat of the result's shape for a splat operand.
fn of_splat(op: OpRef<'_>, c: &[Option<Attr>]) -> Result {
    let num = splat(op.cx, (*c.first()?)?)?;
    attr(consts::constant(op.cx, op.result_ty(0), num))
}

/// The operand itself where the type stays.
fn same_type(op: OpRef<'_>) -> Result {
    (op.operand_ty(0) == op.result_ty(0)).then(|| value(op.operand(0)))?
}

pub(super) const BROADCAST: Fold = Fold(|op, c| same_type(op).or_else(|| of_splat(op, c)));

pub(super) const SHAPE_CAST: Fold = Fold(|op, c| {
    let undone = || {
        let inner = defined(op, op.operand(0), "vector.shape_cast")?;
        (inner.operand_ty(0) == op.result_ty(0)).then(|| value(inner.operand(0)))?
    };
    same_type(op).or_else(undone).or_else(|| of_splat(op, c)).or_else(|| {
        // The order of elements stays, so the bytes do.
        let AttrKind::DenseElements { data, splat: false, .. } = &*(*c.first()?)?.kind(op.cx)
        else {
            return None;
        };
        attr(Some(op.cx.dense(op.result_ty(0), data.to_vec(), false)))
    })
});

pub(super) const BITCAST: Fold = Fold(|op, c| {
    if let Some(constant) = canon::bitcast_of_constant(op, c) {
        return attr(Some(constant));
    }
    same_type(op).or_else(|| {
        let inner = defined(op, op.operand(0), "vector.bitcast")?;
        (inner.operand_ty(0) == op.result_ty(0)).then(|| value(inner.operand(0)))?
    })
});

pub(super) const TRANSPOSE: Fold = Fold(|op, c| {
    let permutation = ints(op, "permutation")?;
    if permutation.is_sorted() {
        return value(op.operand(0));
    }
    of_splat(op, c)
});

/// Folds with an empty position are the vector itself.
pub(super) const EXTRACT: Fold = Fold(|op, c| {
    let position = ints(op, "static_position")?;
    if position.is_empty() {
        return same_type(op);
    }
    of_splat(op, c)
        .or_else(|| of_elements(op, c, &position))
        .or_else(|| extract_of_broadcast(op))
        .or_else(|| extract_of_insert(op, &position))
        .or_else(|| extract_of_from_elements(op, &position))
});

/// One element, or a row, of a dense constant.
fn of_elements(op: OpRef<'_>, c: &[Option<Attr>], position: &[i64]) -> Result {
    let cx = op.cx;
    let constant = (*c.first()?)?;
    let AttrKind::DenseElements { ty, data, splat: false } = &*constant.kind(cx) else {
        return None;
    };
    let shape = ty.static_shape(cx)?;
    let mut at = 0usize;
    for (p, extent) in position.iter().zip(shape) {
        if !(0..*extent).contains(p) {
            return None;
        }
        at = at * *extent as usize + *p as usize;
    }
    let rest: usize = shape.get(position.len()..)?.iter().map(|d| *d as usize).product();
    let n_bytes = rest * ty.elem_bytes(cx)?;
    let bytes = data.get(at * n_bytes..(at + 1) * n_bytes)?.to_vec();
    let row = cx.dense(cx.vector_ty(&[rest as i64], ty.elem(cx)), bytes.clone(), rest == 1);
    match op.result_ty(0).shape(cx) {
        Some(_) => attr(Some(cx.dense(op.result_ty(0), bytes, rest == 1))),
        None => attr(consts::constant(cx, op.result_ty(0), splat(cx, row)?)),
    }
}

/// An element of a broadcast scalar is the scalar.
fn extract_of_broadcast(op: OpRef<'_>) -> Result {
    let source = defined(op, op.operand(0), "vector.broadcast")?;
    (source.operand_ty(0) == op.result_ty(0)).then(|| value(source.operand(0)))?
}

/// What was put at exactly this place.
fn extract_of_insert(op: OpRef<'_>, position: &[i64]) -> Result {
    let insert = defined(op, op.operand(0), "vector.insert")?;
    let at = ints(insert, "static_position")?;
    let is_static = !position.contains(&DYNAMIC) && !at.contains(&DYNAMIC);
    let same = is_static && at == position && insert.operand_ty(0) == op.result_ty(0);
    same.then(|| value(insert.operand(0)))?
}

/// Element i of a vector made of elements.
fn extract_of_from_elements(op: OpRef<'_>, position: &[i64]) -> Result {
    let made = defined(op, op.operand(0), "vector.from_elements")?;
    let shape = made.result_ty(0).static_shape(op.cx)?;
    if shape.len() != position.len() {
        return None;
    }
    let mut at = 0usize;
    for (p, extent) in position.iter().zip(shape) {
        at = at * *extent as usize + usize::try_from(*p).ok().filter(|p| *p < *extent as usize)?;
    }
    (at < made.n_operands()).then(|| value(made.operand(at)))?
}

pub(super) const INSERT: Fold = Fold(|op, c| {
    let position = ints(op, "static_position")?;
    if position.is_empty() && op.operand_ty(0) == op.result_ty(0) {
        return value(op.operand(0));
    }
    attr(canon::insert_of_constants(op, c, &position))
});

pub(super) const EXTRACT_STRIDED_SLICE: Fold = Fold(|op, c| {
    let put = || value(canon::slice_of_insert(op)?);
    let constant = || attr(canon::slice_of_constant(op, c));
    same_type(op).or_else(|| of_splat(op, c)).or_else(put).or_else(constant)
});

pub(super) const INSERT_STRIDED_SLICE: Fold = Fold(|op, c| {
    let own = || value(canon::inserts_own_slice(op)?);
    let constant = || {
        let plain = ints(op, "strides")?.iter().all(|s| *s == 1);
        attr(canon::insert_of_constants(op, c, &ints(op, "offsets").filter(|_| plain)?))
    };
    same_type(op).or_else(own).or_else(constant)
});

pub(super) const SHUFFLE: Fold = Fold(|op, c| {
    let n = *op.operand_ty(0).shape(op.cx)?.first()?;
    let m = *op.operand_ty(1).shape(op.cx)?.first()?;
    let mask = ints(op, "mask")?;
    if mask.iter().copied().eq(0..n) {
        return value(op.operand(0));
    }
    if mask.iter().copied().eq(n..n + m) {
        return value(op.operand(1));
    }
    attr(canon::shuffle_of_constants(op, c))
});

/// A vector taken apart and put together again.
pub(super) const FROM_ELEMENTS: Fold = Fold(|op, c| {
    if let Some(constant) = consts::elements(op.cx, op.result_ty(0), c) {
        return attr(Some(constant));
    }
    let first = op.defining(op.operands().next()?)?;
    let whole = first.name_str() == "vector.to_elements"
        && first.operand_ty(0) == op.result_ty(0)
        && first.results().eq(op.operands());
    whole.then(|| value(first.operand(0)))?
});

pub(super) const TO_ELEMENTS: Fold = Fold(|op, _| {
    let made = defined(op, op.operand(0), "vector.from_elements")?;
    let all: Vec<Folded> = made.operands().map(Folded::Value).collect();
    (all.len() == op.n_results()).then_some(all)
});
