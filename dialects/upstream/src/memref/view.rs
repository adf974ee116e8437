//! Views whose numbers are known, views of everything, and views of views.

use terrace_ir::interface::{Canonicalize, Effect, Fold};
use terrace_ir::{
    AffineExpr, AffineMap, AttrKind, Context, DYNAMIC, OpId, OpRef, Rewriter, Traits, Type,
    TypeKind, ValueId,
};

use super::fold::forgets;
use super::verify::view_type;
use crate::consts::{defined, known_int, value};
use crate::layout::strides_and_offset;
use crate::rewriting::{inline_before, only_block, pattern};
use crate::slices::{Mixed, Slice, kept_dims, statics};

pub(super) const SUBVIEW_PATTERNS: Canonicalize = Canonicalize(&[
    pattern("subview_of_everything", "memref.subview", subview_of_everything),
    pattern("subview_by_constants", "memref.subview", subview_by_constants),
    pattern("subview_of_cast", "memref.subview", subview_of_cast),
]);

pub(super) const REINTERPRET_CAST: Canonicalize = Canonicalize(&[
    pattern("reinterpret_cast_of_view", "memref.reinterpret_cast", reinterpret_cast_of_view),
    pattern("reinterpret_cast_by_constants", "memref.reinterpret_cast", by_constants),
]);

pub(super) const EXTRACT_STRIDED_METADATA: Canonicalize = Canonicalize(&[
    pattern("metadata_of_static", "memref.extract_strided_metadata", metadata_of_static),
    pattern("metadata_of_cast", "memref.extract_strided_metadata", super::fold::cast_into_user),
]);

pub(super) const TRANSPOSE_PATTERNS: Canonicalize =
    Canonicalize(&[pattern("transpose_of_transpose", "memref.transpose", transpose_of_transpose)]);

pub(super) const MEMORY_SPACE_CAST_PATTERNS: Canonicalize =
    Canonicalize(&[pattern("cast_of_cast", "memref.memory_space_cast", space_cast_of_cast)]);

pub(super) const VIEW: Canonicalize = Canonicalize(&[
    pattern("view_by_constants", "memref.view", view_by_constants),
    pattern("cast_into_user", "memref.view", super::fold::cast_into_user),
]);

pub(super) const ALLOCA_SCOPE: Canonicalize = Canonicalize(&[pattern(
    "alloca_scope_without_allocas",
    "memref.alloca_scope",
    without_allocas,
)]);

/// A scope in which nothing may be allocated on the stack -> what it holds
fn without_allocas(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let block = only_block(view, *view.body.regions(op).first()?)?;
    let mut plain = true;
    for inner in view.body.ops_below(op).into_iter().skip(1) {
        let inner = view.at(inner);
        let is_end = inner.has(Traits::TERMINATOR);
        let effects = inner.effects();
        plain &= is_end || effects.is_some_and(|e| e.iter().all(|(e, _)| *e != Effect::Allocate));
    }
    if !plain {
        return None;
    }
    let values = inline_before(rw, block, &[], op)?;
    rw.replace(op, &values);
    Some(())
}

pub(super) const DIM_OF_RESHAPE: terrace_ir::Pattern =
    pattern("dim_of_reshape", "memref.dim", dim_of_reshape);

/// A view of everything: of all that is static, or of all that the source was made to have.
pub(super) const SUBVIEW: Fold = Fold(|op, _| {
    let slice = Slice::of(op, 1)?;
    let whole = op.operand_ty(0) == op.result_ty(0)
        && slice.is_prefix()
        && sizes_of(op, op.operand(0))? == slice.sizes;
    whole.then(|| value(op.operand(0)))?
});

/// The extents of a memref: from its type, or from the view that it is.
fn sizes_of(op: OpRef<'_>, memory: ValueId) -> Option<Vec<Mixed>> {
    let shape = op.body.ty(memory).shape(op.cx)?;
    if !shape.contains(&DYNAMIC) {
        return Some(shape.iter().map(|d| Mixed::Static(*d)).collect());
    }
    let slice = Slice::of(defined(op, memory, "memref.subview")?, 1)?;
    (slice.sizes.len() == shape.len()).then_some(slice.sizes)
}

/// A view of everything that is only known by another type -> a cast
fn subview_of_everything(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let slice = Slice::of(view, 1)?;
    let (source, from, to) = (view.operand(0), view.operand_ty(0), view.result_ty(0));
    let shape = from.static_shape(view.cx)?;
    let layouts = (strides_and_offset(view.cx, from)?, strides_and_offset(view.cx, to)?);
    let whole = slice.is_prefix()
        && statics(&slice.sizes) == shape
        && to.shape(view.cx) == Some(shape)
        && layouts.0 == layouts.1;
    if from == to || !whole {
        return None;
    }
    rw.before(op);
    let cast = rw.build("memref.cast").operand(source).result(to).value();
    rw.replace(op, &[cast]);
    Some(())
}

/// A view that is there: what it looks at, by which numbers, and its type.
type There<'a> = (Type, &'a Slice, Type);

/// The type of a view of `source` by these numbers, without the dimensions that `old` is without.
fn reduced(cx: &Context, source: Type, slice: &Slice, old: There<'_>) -> Option<Type> {
    let lists = |s: &Slice| [statics(&s.offsets), statics(&s.sizes), statics(&s.strides)];
    let full = view_type(cx, source, lists(slice))?;
    let before = view_type(cx, old.0, lists(old.1))?;
    let (shape, strides) = (old.2.shape(cx)?, strides_and_offset(cx, old.2)?.0);
    let (sizes, steps) = (before.shape(cx)?, strides_and_offset(cx, before)?.0);
    let fits = |i: usize, j: usize| sizes[i] == shape[j] && steps[i] == strides[j];
    let same_size = |i: usize, j: usize| sizes[i] == shape[j];
    let keep =
        kept_dims(sizes, shape.len(), fits).or_else(|| kept_dims(sizes, shape.len(), same_size))?;
    let TypeKind::MemRef { shape: new, elem, space, .. } = full.kind(cx) else { return None };
    let (all_steps, offset) = strides_and_offset(cx, full)?;
    let shape = crate::rewriting::kept(new, &keep);
    let strides = crate::rewriting::kept(&all_steps, &keep);
    let layout = cx.attr(AttrKind::Strided { offset, strides: strides.into() });
    Some(cx.ty(TypeKind::MemRef { shape: shape.into(), elem: *elem, layout, space: *space }))
}

/// A view by numbers that are constants -> one by static numbers, cast
fn subview_by_constants(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let slice = Slice::of(view, 1)?;
    let new = slice.with_constants(view, view.operand_ty(0).shape(view.cx)?)?;
    let (source, ty) = (view.operand(0), view.result_ty(0));
    let new_ty = reduced(view.cx, view.operand_ty(0), &new, (view.operand_ty(0), &slice, ty))?;
    replace_by_slice(op, rw, &new, source, new_ty)
}

/// A view of what was only cast -> a view of what was cast
fn subview_of_cast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let cast = defined(view, view.operand(0), "memref.cast").filter(|c| forgets(*c))?;
    let slice = Slice::of(view, 1)?;
    let (source, ty) = (cast.operand(0), view.result_ty(0));
    if !slice.known(view).fits(rw.ty(source).shape(rw.cx)?) {
        return None;
    }
    let new_ty = reduced(view.cx, rw.ty(source), &slice, (view.operand_ty(0), &slice, ty))?;
    replace_by_slice(op, rw, &slice, source, new_ty)
}

fn replace_by_slice(
    op: OpId,
    rw: &mut Rewriter<'_>,
    slice: &Slice,
    source: ValueId,
    ty: Type,
) -> Option<()> {
    let old = rw.op(op).result_ty(0);
    let new = slice.build(rw, op, &[source], &[ty]);
    let mut result = rw.body.result(new, 0);
    if ty != old {
        result = rw.build("memref.cast").operand(result).result(old).value();
    }
    rw.replace(op, &[result]);
    Some(())
}

/// A view that says again what its source's type says in full.
pub(super) const REINTERPRET_CAST_FOLD: Fold = Fold(|op, _| {
    let ty = op.result_ty(0);
    let (strides, offset) = strides_and_offset(op.cx, ty)?;
    let known =
        ty.static_shape(op.cx).is_some() && offset != DYNAMIC && !strides.contains(&DYNAMIC);
    (known && op.operand_ty(0) == ty).then(|| value(op.operand(0)))?
});

/// What a reinterpretation looks at is the buffer: views of all of it, casts and the base of its
/// metadata may be left out.
fn reinterpret_cast_of_view(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let source = view.operand(0);
    let maker = view.defining(source)?;
    let is_looked_through = match maker.name_str() {
        "memref.cast" | "memref.reinterpret_cast" => true,
        "memref.subview" => Slice::of(maker, 1)?.offsets.iter().all(|o| *o == Mixed::Static(0)),
        "memref.extract_strided_metadata" => source == maker.result(0),
        _ => false,
    };
    let inner = maker.operands().next().filter(|_| is_looked_through)?;
    if maker.name_str() == "memref.extract_strided_metadata" && says_the_same(view, maker)? {
        let (from, to) = (rw.ty(inner), view.result_ty(0));
        let mut result = inner;
        if from != to {
            rw.before(op);
            result = rw.build("memref.cast").operand(inner).result(to).value();
        }
        rw.replace(op, &[result]);
        return Some(());
    }
    rw.set_operand(op, 0, inner);
    Some(())
}

/// Whether a reinterpretation has the offset, sizes and strides that this metadata tells.
fn says_the_same(op: OpRef<'_>, metadata: OpRef<'_>) -> Option<bool> {
    let ty = metadata.operand_ty(0);
    let (shape, (strides, offset)) = (ty.shape(op.cx)?, strides_and_offset(op.cx, ty)?);
    let slice = Slice::of(op, 1)?;
    let told = [offset].into_iter().chain(shape.iter().copied()).chain(strides);
    let asked = [slice.offsets, slice.sizes, slice.strides].concat();
    let same = |((said, told), i): ((&Mixed, i64), usize)| {
        *said == Mixed::Static(told) || *said == Mixed::Value(metadata.result(i))
    };
    Some(asked.len() + 1 == metadata.n_results() && asked.iter().zip(told).zip(1..).all(same))
}

/// A reinterpretation by constants -> one by static numbers, cast
fn by_constants(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let new = Slice::of(view, 1)?.with_constants(view, &[])?;
    let old = view.result_ty(0);
    let TypeKind::MemRef { elem, space, .. } = old.kind(view.cx) else { return None };
    let offset = statics(&new.offsets).first().copied()?;
    let layout = view.cx.attr(AttrKind::Strided { offset, strides: statics(&new.strides).into() });
    let shape = statics(&new.sizes).into();
    let ty = view.cx.ty(TypeKind::MemRef { shape, elem: *elem, layout, space: *space });
    let source = view.operand(0);
    replace_by_slice(op, rw, &new, source, ty)
}

/// Numbers that the type tells are constants.
fn metadata_of_static(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let ty = view.operand_ty(0);
    let (shape, (strides, offset)) = (ty.shape(view.cx)?, strides_and_offset(view.cx, ty)?);
    let told = [offset].into_iter().chain(shape.iter().copied()).chain(strides);
    let used = |(i, n): &(usize, i64)| *n != DYNAMIC && view.body.has_uses(view.result(*i));
    let known: Vec<(usize, i64)> = (1..view.n_results()).zip(told).filter(used).collect();
    if known.is_empty() {
        return None;
    }
    rw.before(op);
    for (i, n) in known {
        let (n, index) = (rw.cx.index_attr(n), rw.cx.index_ty());
        let constant = crate::rewriting::constant(rw, n, index);
        let result = rw.body.result(op, i);
        rw.replace_uses(result, constant);
    }
    Some(())
}

fn dims(map: &AffineMap) -> Option<Vec<u32>> {
    map.results.iter().map(|e| if let AffineExpr::Dim(d) = e { Some(*d) } else { None }).collect()
}

/// `transpose(transpose(x))` -> one transpose
fn transpose_of_transpose(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let inner = defined(view, view.operand(0), "memref.transpose")?;
    let outer_dims = dims(view.attr("permutation")?.as_map(view.cx)?)?;
    let inner_dims = dims(inner.attr("permutation")?.as_map(view.cx)?)?;
    let moved = outer_dims.iter().map(|d| inner_dims.get(*d as usize).copied());
    let moved: Vec<AffineExpr> = moved.map(|d| d.map(AffineExpr::Dim)).collect::<Option<_>>()?;
    let source = inner.operand(0);
    let map = rw.cx.map_attr(AffineMap::new(moved.len() as u32, moved));
    rw.set_attr(op, "permutation", Some(map));
    rw.set_operand(op, 0, source);
    Some(())
}

pub(super) const MEMORY_SPACE_CAST: Fold =
    Fold(|op, _| (op.operand_ty(0) == op.result_ty(0)).then(|| value(op.operand(0)))?);

fn space_cast_of_cast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let source = defined(view, view.operand(0), "memref.memory_space_cast")?.operand(0);
    rw.set_operand(op, 0, source);
    Some(())
}

/// A view whose sizes are constants -> a static one, cast
fn view_by_constants(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (cx, ty) = (view.cx, view.result_ty(0));
    let TypeKind::MemRef { shape, elem, layout, space } = ty.kind(cx) else { return None };
    if !layout.is_none() {
        return None;
    }
    let mut sizes = view.operand_values(2).into_iter();
    let (mut new, mut left) = (shape.to_vec(), Vec::new());
    for extent in new.iter_mut().filter(|d| **d == DYNAMIC) {
        let size = sizes.next()?;
        match known_int(view, size).and_then(|n| i64::try_from(n).ok()).filter(|n| *n >= 0) {
            Some(n) => *extent = n,
            None => left.push(size),
        }
    }
    if new == **shape {
        return None;
    }
    let (elem, layout, space) = (*elem, *layout, *space);
    let new_ty = cx.ty(TypeKind::MemRef { shape: new.into(), elem, layout, space });
    let leading = [view.operand(0), view.operand(1)];
    rw.before(op);
    let new = rw.build("memref.view").operands(&leading).operands(&left).result(new_ty).value();
    let cast = rw.build("memref.cast").operand(new).result(ty).value();
    rw.replace(op, &[cast]);
    Some(())
}

/// `dim(reshape(x, shape), i) -> shape[i]`, read where the reshape reads it
fn dim_of_reshape(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (index, reshape) = (view.operand(1), defined(view, view.operand(0), "memref.reshape")?);
    // Block arguments of the function, and constants, which stand at its start, are known there.
    let entry = view.body.root_block();
    let is_argument = view.body.def_op(index).is_none() && view.body.def_block(index) == entry;
    let constant = known_int(view, index).and_then(|n| i64::try_from(n).ok());
    if !is_argument && constant.is_none() {
        return None;
    }
    let (shape, ty) = (reshape.operand(1), view.result_ty(0));
    let elem = rw.ty(shape).elem(rw.cx);
    let reshape = reshape.id;
    rw.before(reshape);
    let index = match constant {
        Some(n) => {
            let n = rw.cx.index_attr(n);
            crate::rewriting::constant(rw, n, ty)
        }
        None => index,
    };
    let mut extent = rw.build("memref.load").operands(&[shape, index]).result(elem).value();
    if elem != ty {
        extent = rw.build("arith.index_cast").operand(extent).result(ty).value();
    }
    rw.replace(op, &[extent]);
    Some(())
}
