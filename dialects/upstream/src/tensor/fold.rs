//! Folds and rewrites of `tensor`: casts, dimensions, elements of constants, slices of everything.

use terrace_ir::interface::Fold;
use terrace_ir::rewrite::Pattern;
use terrace_ir::{AttrKind, DYNAMIC, OpId, OpRef, Rewriter, TypeKind, ValueId};

use super::make::{CAST_OF_EMPTY, CAST_OF_PAD, DIM_OF_RESHAPE};
use super::slice::CAST_OF_SLICE;
use crate::bufferization::canon::DIM_OF_TO_TENSOR;
use crate::consts::{self, attr, defined, known_int, splat, splat_int, value};
use crate::linalg::canon::CAST_OF_STRUCTURED;
use crate::rewriting::pattern;
use crate::scf::foralls::DIM_OF_FORALL;
use crate::shaped;

/// Whether what a cast adds to its source's type is only a loss of knowledge.
pub(crate) fn forgets(op: OpRef<'_>) -> bool {
    let (from, to) = (op.operand_ty(0), op.result_ty(0));
    let (
        TypeKind::Tensor { shape: a, elem: e, encoding: x },
        TypeKind::Tensor { shape: b, elem: f, encoding: y },
    ) = (from.kind(op.cx), to.kind(op.cx))
    else {
        return false;
    };
    let keeps = |(a, b): (&i64, &i64)| a == b || *b == DYNAMIC;
    a.len() == b.len() && a.iter().zip(b).all(keeps) && e == f && x == y
}

pub(super) const CAST: Fold = Fold(|op, c| {
    if op.operand_ty(0) == op.result_ty(0) {
        return value(op.operand(0));
    }
    if let Some(inner) = defined(op, op.operand(0), "tensor.cast")
        && forgets(inner)
        && inner.operand_ty(0) == op.result_ty(0)
    {
        return value(inner.operand(0));
    }
    // A constant under another type of the same static shape.
    let num = splat(op.cx, (*c.first()?)?)?;
    attr(consts::constant(op.cx, op.result_ty(0), num))
});

pub(super) const CAST_PATTERNS: &[Pattern] = &[
    pattern("cast_of_cast", "tensor.cast", cast_of_cast),
    CAST_OF_SLICE,
    CAST_OF_EMPTY,
    CAST_OF_PAD,
    CAST_OF_STRUCTURED,
];

/// `cast(cast(x)) -> cast(x)` where what the inner one says is said by the other two as well
fn cast_of_cast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let inner = defined(view, view.operand(0), "tensor.cast")?;
    let shape = |ty: terrace_ir::Type| ty.shape(view.cx);
    if let (Some(a), Some(b), Some(c)) =
        (shape(inner.operand_ty(0)), shape(inner.result_ty(0)), shape(view.result_ty(0)))
    {
        let known = |d: i64| d != DYNAMIC;
        let fits = |((a, b), c): ((&i64, &i64), &i64)| {
            (a == c || !known(*a) || !known(*c)) && (!known(*b) || b == a || b == c)
        };
        if !a.iter().zip(b).zip(c).all(fits) {
            return None;
        }
    }
    let source = inner.operand(0);
    rw.set_operand(op, 0, source);
    Some(())
}

pub(super) const DIM: Fold = Fold(|op, c| {
    shaped::dim(op, *c.get(1)?, |maker, n_dims| match maker.name_str() {
        "tensor.empty" | "tensor.generate" => Some(maker.operand_values(0)),
        "tensor.splat" => Some(maker.operand_values(1)),
        "bufferization.alloc_tensor" => Some(maker.operand_values(0)),
        "tensor.extract_slice" => shaped::sizes_of_slice(maker, n_dims),
        _ => None,
    })
});

pub(super) const DIM_PATTERNS: &[Pattern] = &[
    pattern("dim_of_cast", "tensor.dim", |op, rw| shaped::dim_of_cast(op, rw, "tensor.cast")),
    pattern("dim_of_destination_style", "tensor.dim", |op, rw| {
        let view = rw.op(op);
        let maker = view.defining(view.operand(0))?;
        let dest = match maker.name_str() {
            // The result has the shape of what was inserted into.
            "tensor.insert" | "tensor.insert_slice" | "vector.transfer_write" => maker.operand(1),
            name if name.starts_with("linalg.") => {
                let i = maker.results().position(|r| r == view.operand(0))?;
                *maker.operand_values(1).get(i)?
            }
            _ => return None,
        };
        rw.set_operand(op, 0, dest);
        Some(())
    }),
    DIM_OF_RESHAPE,
    DIM_OF_TO_TENSOR,
    DIM_OF_FORALL,
];

pub(super) const EXTRACT: Fold = Fold(|op, c| {
    let cx = op.cx;
    if let Some(num) = c.first().copied().flatten().and_then(|a| splat(cx, a)) {
        return attr(consts::constant(cx, op.result_ty(0), num));
    }
    let indices: Option<Vec<i128>> = c.iter().skip(1).map(|i| splat_int(cx, *i)).collect();
    if let Some(insert) = defined(op, op.operand(0), "tensor.insert")
        && insert.operands().skip(2).eq(op.operands().skip(1))
    {
        return value(insert.operand(0));
    }
    let at = position(op, &indices?)?;
    if let Some(made) = defined(op, op.operand(0), "tensor.from_elements") {
        return (at < made.n_operands()).then(|| value(made.operand(at)))?;
    }
    let AttrKind::DenseElements { ty, data, splat: false } = &*(*c.first()?)?.kind(cx) else {
        return None;
    };
    let n_bytes = ty.elem_bytes(cx)?;
    let bytes = data.get(at * n_bytes..(at + 1) * n_bytes)?.to_vec();
    let one = cx.dense(cx.vector_ty(&[1], ty.elem(cx)), bytes, true);
    attr(consts::constant(cx, op.result_ty(0), splat(cx, one)?))
});

/// Where an element lies in row-major order.
fn position(op: OpRef<'_>, indices: &[i128]) -> Option<usize> {
    let shape = op.operand_ty(0).static_shape(op.cx)?;
    let mut at = 0usize;
    for (index, extent) in indices.iter().zip(shape) {
        let index = i64::try_from(*index).ok().filter(|i| (0..*extent).contains(i))?;
        at = at.checked_mul(*extent as usize)?.checked_add(index as usize)?;
    }
    (indices.len() == shape.len()).then_some(at)
}

pub(super) const SPLAT: Fold = Fold(|op, c| {
    let num = splat(op.cx, (*c.first()?)?)?;
    attr(consts::constant(op.cx, op.result_ty(0), num))
});

/// Elements that are all constants are a constant.
pub(super) const FROM_ELEMENTS: Fold =
    Fold(|op, c| attr(consts::elements(op.cx, op.result_ty(0), c)));

/// Inserting an element of a splat into that splat changes nothing.
pub(super) const INSERT: Fold = Fold(|op, c| {
    let (scalar, dest) = ((*c.first()?)?, (*c.get(1)?)?);
    let is_splat = matches!(&*dest.kind(op.cx), AttrKind::DenseElements { splat: true, .. });
    (is_splat && splat(op.cx, scalar)? == splat(op.cx, dest)?).then(|| value(op.operand(1)))?
});

pub(super) const EMPTY: &[Pattern] =
    &[pattern("empty_of_constant_size", "tensor.empty", empty_of_constant_size)];

/// An empty tensor whose dynamic sizes are known constants -> a static one, cast
fn empty_of_constant_size(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (cx, ty) = (view.cx, view.result_ty(0));
    let TypeKind::Tensor { shape, elem, encoding } = ty.kind(cx) else { return None };
    let sizes: Vec<ValueId> = view.operands().collect();
    let mut new_shape = shape.to_vec();
    let mut left = Vec::new();
    let mut in_order = sizes.iter();
    for extent in new_shape.iter_mut().filter(|d| **d == DYNAMIC) {
        let size = *in_order.next()?;
        match known_int(view, size).and_then(|s| i64::try_from(s).ok()).filter(|s| *s >= 0) {
            Some(known) => *extent = known,
            None => left.push(size),
        }
    }
    if left.len() == sizes.len() {
        return None;
    }
    let (elem, encoding) = (*elem, *encoding);
    let new_ty = cx.ty(TypeKind::Tensor { shape: new_shape.into(), elem, encoding });
    rw.before(op);
    let new = rw.build("tensor.empty").operands(&left).result(new_ty).value();
    let cast = rw.build("tensor.cast").operand(new).result(ty).value();
    rw.replace(op, &[cast]);
    Some(())
}
