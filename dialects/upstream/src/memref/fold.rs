//! Folds and rewrites of `memref`: casts, dimensions, allocations, copies.

use terrace_ir::interface::Fold;
use terrace_ir::rewrite::Pattern;
use terrace_ir::{DYNAMIC, OpId, OpRef, Rewriter, Type, TypeKind, ValueId};

use super::view::DIM_OF_RESHAPE;
use crate::bufferization::canon::LOAD_OF_TO_BUFFER;
use crate::consts::{defined, known_int, value};
use crate::layout::strides_and_offset;
use crate::rewriting::pattern;
use crate::shaped;

pub(super) const COPY: &[Pattern] = &[
    pattern("copy_to_itself", "memref.copy", copy_to_itself),
    pattern("copy_of_nothing", "memref.copy", copy_of_nothing),
    pattern("cast_into_user", "memref.copy", cast_into_user),
];

pub(super) const ALLOC: &[Pattern] = &[
    pattern("alloc_of_constant_size", "memref.alloc", alloc_of_constant_size),
    pattern("alloc_only_written", "memref.alloc", alloc_only_written),
];

pub(super) const ALLOCA: &[Pattern] = &[
    pattern("alloca_of_constant_size", "memref.alloca", alloc_of_constant_size),
    pattern("alloca_only_written", "memref.alloca", alloc_only_written),
];

pub(super) const LOAD: &[Pattern] =
    &[pattern("cast_into_user", "memref.load", cast_into_user), LOAD_OF_TO_BUFFER];

/// Users that do not care how static the type of the memory they touch is.
macro_rules! cast_into {
    ($($id:ident $op:literal)*) => {
        $(pub(super) const $id: &[Pattern] = &[pattern("cast_into_user", $op, cast_into_user)];)*
    };
}

cast_into! {
    STORE "memref.store"
    DEALLOC "memref.dealloc"
    PREFETCH "memref.prefetch"
    ATOMIC_RMW "memref.atomic_rmw"
}

/// Whether what a cast adds to its source's type is only a loss of knowledge.
pub(crate) fn forgets(op: OpRef<'_>) -> bool {
    let cx = op.cx;
    let (from, to) = (op.operand_ty(0), op.result_ty(0));
    let (
        TypeKind::MemRef { shape: a, elem: e, space: s, .. },
        TypeKind::MemRef { shape: b, elem: f, space: t, .. },
    ) = (from.kind(cx), to.kind(cx))
    else {
        return false;
    };
    let keeps = |known: i64, then: i64| known == then || then == DYNAMIC;
    let shapes = a.len() == b.len() && a.iter().zip(b).all(|(a, b)| keeps(*a, *b));
    let layouts = match (strides_and_offset(cx, from), strides_and_offset(cx, to)) {
        (Some((a, p)), Some((b, q))) => keeps(p, q) && a.iter().zip(&b).all(|(a, b)| keeps(*a, *b)),
        _ => false,
    };
    e == f && s == t && shapes && layouts
}

/// Memory operands that are casts are replaced by what was cast.
pub(crate) fn cast_into_user(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let source = |v: ValueId| {
        let cast = defined(view, v, "memref.cast").filter(|c| forgets(*c))?;
        Some(cast.operand(0))
    };
    // What a store writes keeps its type.
    let written = matches!(view.name_str(), "memref.store" | "affine.store");
    let operands = view.operands().enumerate().skip(usize::from(written));
    let found: Vec<(usize, ValueId)> =
        operands.filter_map(|(i, v)| Some((i, source(v)?))).collect();
    if found.is_empty() {
        return None;
    }
    found.into_iter().for_each(|(i, v)| rw.set_operand(op, i, v));
    Some(())
}

pub(super) const CAST: &[Pattern] = &[pattern("cast_of_cast", "memref.cast", cast_of_cast)];

/// `cast(cast(x)) -> cast(x)` where the inner one only forgets
fn cast_of_cast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let inner = defined(view, view.operand(0), "memref.cast").filter(|c| forgets(*c))?;
    let source = inner.operand(0);
    // Two casts may say of one value what a single one may not.
    let shapes = (rw.ty(source).shape(rw.cx), view.result_ty(0).shape(rw.cx));
    if let (Some(a), Some(b)) = shapes {
        let fits = |(a, b): (&i64, &i64)| a == b || *a == DYNAMIC || *b == DYNAMIC;
        if !a.iter().zip(b).all(fits) {
            return None;
        }
    }
    rw.set_operand(op, 0, source);
    Some(())
}

pub(super) const CAST_FOLD: Fold = Fold(|op, _| {
    if op.operand_ty(0) == op.result_ty(0) {
        return value(op.operand(0));
    }
    let inner = defined(op, op.operand(0), "memref.cast")?;
    (forgets(inner) && inner.operand_ty(0) == op.result_ty(0)).then(|| value(inner.operand(0)))?
});

pub(super) const DIM: Fold = Fold(|op, c| {
    shaped::dim(op, *c.get(1)?, |maker, n_dims| match maker.name_str() {
        "memref.alloc" | "memref.alloca" => Some(maker.operand_values(0)),
        "memref.view" => Some(maker.operand_values(2)),
        "memref.subview" => shaped::sizes_of_slice(maker, n_dims),
        _ => None,
    })
});

pub(super) const DIM_PATTERNS: &[Pattern] = &[
    pattern("dim_of_cast", "memref.dim", |op, rw| shaped::dim_of_cast(op, rw, "memref.cast")),
    DIM_OF_RESHAPE,
];

pub(super) const REALLOC: &[Pattern] =
    &[pattern("realloc_only_written", "memref.realloc", alloc_only_written)];

pub(super) const TRANSPOSE: Fold = Fold(|op, _| {
    let identity = op.attr("permutation")?.as_map(op.cx)?.is_identity();
    (identity && op.operand_ty(0) == op.result_ty(0)).then(|| value(op.operand(0)))?
});

/// `copy %a, %a -> nothing`
fn copy_to_itself(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    (view.operand(0) == view.operand(1)).then(|| rw.erase(op))
}

/// A copy of no elements -> nothing
fn copy_of_nothing(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let empty = |ty: Type| ty.shape(view.cx).is_some_and(|s| s.contains(&0));
    (empty(view.operand_ty(0)) || empty(view.operand_ty(1))).then(|| rw.erase(op))
}

/// An allocation whose dynamic sizes are known constants -> a static one, cast
fn alloc_of_constant_size(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (cx, ty) = (view.cx, view.result_ty(0));
    let TypeKind::MemRef { shape, elem, layout, space } = ty.kind(cx) else { return None };
    let sizes = view.operand_values(0);
    let mut left = Vec::new();
    let mut sizes_in_order = sizes.iter();
    let mut new_shape = shape.to_vec();
    for extent in new_shape.iter_mut().filter(|d| **d == DYNAMIC) {
        let size = *sizes_in_order.next()?;
        // A negative size is undefined behaviour; it stays for the verifier of values to see.
        match known_int(view, size).and_then(|s| i64::try_from(s).ok()).filter(|s| *s >= 0) {
            Some(known) => *extent = known,
            None => left.push(size),
        }
    }
    if left.len() == sizes.len() {
        return None;
    }
    let new_ty = cx.ty(TypeKind::MemRef {
        shape: new_shape.into(),
        elem: *elem,
        layout: *layout,
        space: *space,
    });
    let (name, symbols) = (view.def()?.name, view.operand_values(1));
    let alignment = view.attr("alignment");
    let segments = cx.i32_array(&[left.len() as i32, symbols.len() as i32]);
    rw.before(op);
    let new = rw.build(name).operands(&left).operands(&symbols).maybe_attr("alignment", alignment);
    let new = new.attr("operandSegmentSizes", segments).result(new_ty).value();
    let cast = rw.build("memref.cast").operand(new).result(ty).value();
    rw.replace(op, &[cast]);
    Some(())
}

/// Memory that is only written and freed -> nothing
fn alloc_only_written(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let memory = view.result(0);
    let mut users = Vec::new();
    for (user, at) in view.body.uses(memory) {
        let name = view.at(user).name_str();
        // The stored value itself must not be the memory.
        let harmless = name == "memref.dealloc" || name == "memref.store" && at == 1;
        if !harmless {
            return None;
        }
        users.push(user);
    }
    users.into_iter().for_each(|user| rw.erase(user));
    rw.erase(op);
    Some(())
}
