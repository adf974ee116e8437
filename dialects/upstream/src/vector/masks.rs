//! Masks: what is known of them, and what they let through.

use terrace_ir::interface::{Canonicalize, Fold};
use terrace_ir::{OpId, OpRef, Pattern, Rewriter, Type, TypeKind, ValueId};

use super::canon::{ints, position};
use crate::consts::{self, Num, attr, defined, known_int};
use crate::rewriting::{inline_before, only_block, pattern};
use crate::slices::Mixed;

pub(super) const CREATE_MASK: Canonicalize =
    Canonicalize(&[pattern("create_mask_of_constants", "vector.create_mask", of_constants)]);

pub(super) const MASK: Canonicalize = Canonicalize(&[
    pattern("mask_of_nothing", "vector.mask", mask_of_nothing),
    pattern("mask_of_all", "vector.mask", mask_of_all),
]);

pub(super) const MASKED_LOAD: Canonicalize =
    Canonicalize(&[pattern("masked_load", "vector.maskedload", masked_load)]);
pub(super) const EXPAND_LOAD: Canonicalize =
    Canonicalize(&[pattern("masked_load", "vector.expandload", masked_load)]);
pub(super) const GATHER: Canonicalize =
    Canonicalize(&[pattern("masked_load", "vector.gather", masked_load)]);
pub(super) const MASKED_STORE: Canonicalize =
    Canonicalize(&[pattern("masked_store", "vector.maskedstore", masked_store)]);
pub(super) const COMPRESS_STORE: Canonicalize =
    Canonicalize(&[pattern("masked_store", "vector.compressstore", masked_store)]);
pub(super) const SCATTER: Canonicalize =
    Canonicalize(&[pattern("masked_store", "vector.scatter", masked_store)]);

pub(super) const SLICE_OF_CONSTANT_MASK: Pattern =
    pattern("slice_of_constant_mask", "vector.extract_strided_slice", slice_of_constant_mask);
pub(super) const EXTRACT_OF_CREATE_MASK: Pattern =
    pattern("extract_of_create_mask", "vector.extract", extract_of_create_mask);
pub(super) const SHAPE_CAST_OF_MASK: Pattern =
    pattern("shape_cast_of_mask", "vector.shape_cast", shape_cast_of_mask);

/// What a mask lets through, where that is known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Passes {
    All,
    Nothing,
}

/// What a mask lets through: constants say it.
pub(super) fn passes(op: OpRef<'_>, mask: ValueId) -> Option<Passes> {
    let def = op.defining(mask)?;
    let ty = op.body.ty(mask);
    if def.name_str() == "vector.constant_mask" {
        let sizes = ints(def, "mask_dim_sizes")?;
        let all = sizes == ty.shape(op.cx)?;
        return match sizes.contains(&0) {
            true => Some(Passes::Nothing),
            false => all.then_some(Passes::All),
        };
    }
    match consts::splat(op.cx, consts::known(op, mask)?)? {
        Num::Int(0) => Some(Passes::Nothing),
        Num::Int(_) => Some(Passes::All),
        Num::Float(_) => None,
    }
}

fn scalable_dims(op: OpRef<'_>, ty: Type) -> Vec<bool> {
    match ty.kind(op.cx) {
        TypeKind::Vector { scalable, shape, .. } if scalable.is_empty() => vec![false; shape.len()],
        TypeKind::Vector { scalable, .. } => scalable.to_vec(),
        _ => Vec::new(),
    }
}

/// How much of a dimension a mask takes: a number, at most the extent (a multiple of the vector
/// length where that is scalable: then none of it, or all).
fn taken(op: OpRef<'_>, size: ValueId, extent: i64, scalable: bool) -> Option<i64> {
    if let Some(n) = known_int(op, size) {
        let n = n.clamp(0, extent.into()) as i64;
        return (!scalable || n == 0).then_some(n);
    }
    let times = defined(op, size, "arith.muli").filter(|_| scalable)?;
    let is_length = |v: ValueId| defined(op, v, "vector.vscale").is_some();
    let factor = match (is_length(times.operand(0)), is_length(times.operand(1))) {
        (true, _) => times.operand(1),
        (_, true) => times.operand(0),
        _ => return None,
    };
    (known_int(op, factor)? >= extent.into()).then_some(extent)
}

/// `create_mask` of constants -> `constant_mask`
fn of_constants(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let ty = view.result_ty(0);
    let (shape, scalable) = (ty.shape(view.cx)?, scalable_dims(view, ty));
    if shape.len() != view.n_operands() {
        return None;
    }
    let dims = view.operands().zip(shape).zip(scalable);
    let sizes = dims.map(|((size, extent), s)| taken(view, size, *extent, s));
    let mut sizes: Vec<i64> = sizes.collect::<Option<_>>()?;
    if sizes.contains(&0) {
        sizes.fill(0);
    }
    let sizes = rw.cx.i64_array(&sizes);
    rw.before(op);
    let new = rw.build("vector.constant_mask").attr("mask_dim_sizes", sizes).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// A part of a mask: of the sizes that are left, or nothing, as the position is in the others.
fn extract_of_create_mask(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let mask = defined(view, view.operand(0), "vector.create_mask")?;
    let (shape, place, ty) =
        (view.operand_ty(0).shape(view.cx)?, position(view, 1)?, view.result_ty(0));
    let mut inside = true;
    for (i, place) in place.iter().enumerate() {
        let size = known_int(view, mask.operand(i))?;
        inside &= match place {
            Mixed::Static(at) => i128::from(*at) < size,
            Mixed::Value(_) if size <= 0 => false,
            Mixed::Value(_) if size >= i128::from(shape[i]) => true,
            Mixed::Value(_) => return None,
        };
    }
    let left: Vec<ValueId> = mask.operands().skip(place.len()).collect();
    rw.before(op);
    let new = match inside && ty.is_shaped(rw.cx) {
        true => rw.build("vector.create_mask").operands(&left).result(ty).value(),
        false => {
            let value = consts::int(rw.cx, ty, if inside { -1 } else { 0 })?;
            crate::rewriting::constant(rw, value, ty)
        }
    };
    rw.replace(op, &[new]);
    Some(())
}

/// A mask without its last dimensions, of one place each that is let through -> a mask
fn shape_cast_of_mask(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (mask, ty) = (view.defining(view.operand(0))?, view.result_ty(0));
    let from = view.operand_ty(0);
    let (large, small) = (from.shape(view.cx)?, ty.shape(view.cx)?);
    let n = small.len();
    let (of_large, of_small) = (scalable_dims(view, from), scalable_dims(view, ty));
    let dropped = large.get(n..)?;
    let same = large[..n] == *small && of_large[..n] == of_small;
    if !same || dropped.is_empty() || n == 0 || dropped.iter().any(|d| *d != 1) {
        return None;
    }
    if of_large[n..].contains(&true) {
        return None;
    }
    match mask.name_str() {
        "vector.create_mask" => {
            let open = |v: ValueId| known_int(view, v).is_some_and(|n| n >= 1);
            let sizes: Vec<ValueId> = mask.operands().collect();
            if !sizes[n..].iter().all(|v| open(*v)) {
                return None;
            }
            rw.before(op);
            let new = rw.build("vector.create_mask").operands(&sizes[..n]).result(ty).value();
            rw.replace(op, &[new]);
        }
        "vector.constant_mask" => {
            let sizes = ints(mask, "mask_dim_sizes")?;
            if sizes[n..].iter().any(|s| *s != 1) {
                return None;
            }
            let sizes = rw.cx.i64_array(&sizes[..n]);
            rw.before(op);
            let new = rw.build("vector.constant_mask").attr("mask_dim_sizes", sizes);
            let new = new.result(ty).value();
            rw.replace(op, &[new]);
        }
        _ => return None,
    }
    Some(())
}

/// The operand that is a mask, by operation.
fn mask_operand(op: OpRef<'_>) -> usize {
    // Base and indices come first, for `gather` and `scatter` a vector of indices, too.
    let n = op.operand_group(1).map_or(0, |group| group.len());
    1 + n + usize::from(matches!(op.name_str(), "vector.gather" | "vector.scatter"))
}

/// A masked load of nothing -> what else there would be; a `maskedload` of all -> a load
fn masked_load(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let at = mask_operand(view);
    let (passes, other, ty) =
        (passes(view, view.operand(at))?, view.operand(at + 1), view.result_ty(0));
    if passes == Passes::Nothing {
        rw.replace(op, &[other]);
        return Some(());
    }
    // Loads that expand read side by side where nothing is left out.
    if view.name_str() == "vector.gather" {
        return None;
    }
    if !has_dims_of(view, ty) {
        return None;
    }
    let (operands, alignment): (Vec<ValueId>, _) =
        (view.operands().take(at).collect(), view.attr("alignment"));
    rw.before(op);
    let new = rw.build("vector.load").operands(&operands).maybe_attr("alignment", alignment);
    let new = new.result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// Whether the memory has as many dimensions as the vector, which plain loads and stores ask for.
fn has_dims_of(view: OpRef<'_>, vector: Type) -> bool {
    let rank = |ty: Type| ty.shape(view.cx).map_or(0, <[i64]>::len);
    rank(view.operand_ty(0)) >= rank(vector)
}

/// A masked store of nothing -> nothing; a `maskedstore` of all -> a store
fn masked_store(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let at = mask_operand(view);
    let (passes, stored) = (passes(view, view.operand(at))?, view.operand(at + 1));
    if passes == Passes::Nothing {
        let untouched = vec![view.operand(0); view.n_results()];
        rw.replace(op, &untouched);
        return Some(());
    }
    if view.name_str() == "vector.scatter" || !has_dims_of(view, view.operand_ty(at + 1)) {
        return None;
    }
    let operands: Vec<ValueId> = [stored].into_iter().chain(view.operands().take(at)).collect();
    let alignment = view.attr("alignment");
    rw.before(op);
    rw.build("vector.store").operands(&operands).maybe_attr("alignment", alignment).done();
    rw.erase(op);
    Some(())
}

/// A constant mask that is all true or all false is a constant.
pub(super) const CONSTANT_MASK: Fold = Fold(|op, _| {
    let (sizes, ty) = (ints(op, "mask_dim_sizes")?, op.result_ty(0));
    let truth = match sizes.as_slice() {
        sizes if sizes.contains(&0) => 0,
        sizes if ty.shape(op.cx)? == sizes => -1,
        _ => return None,
    };
    attr(consts::constant(op.cx, ty, Num::Int(truth)))
});

/// A slice of a constant mask is one.
fn slice_of_constant_mask(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let mask = defined(view, view.operand(0), "vector.constant_mask")?;
    let (offsets, ty) = (ints(view, "offsets")?, view.result_ty(0));
    if ints(view, "strides")?.iter().any(|s| *s != 1) {
        return None;
    }
    let shape = ty.shape(view.cx)?;
    let offset = |i: usize| offsets.get(i).copied().unwrap_or(0);
    let true_ones = ints(mask, "mask_dim_sizes")?.into_iter().zip(shape).enumerate();
    let sizes = true_ones.map(|(i, (n, extent))| (n - offset(i)).clamp(0, *extent));
    let mut sizes: Vec<i64> = sizes.collect();
    if sizes.contains(&0) {
        sizes.fill(0);
    }
    let sizes = rw.cx.i64_array(&sizes);
    rw.before(op);
    let new = rw.build("vector.constant_mask").attr("mask_dim_sizes", sizes).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// A mask around nothing -> what it yields
fn mask_of_nothing(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let block = only_block(view, *view.body.regions(op).first()?)?;
    let end = view.body.last_op(block)?;
    let yielded: Vec<ValueId> = view.body.operands(end).collect();
    if view.body.first_op(block) != Some(end) || yielded.len() != view.n_results() {
        return None;
    }
    rw.replace(op, &yielded);
    Some(())
}

/// A mask that lets everything through -> what it masks
fn mask_of_all(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let all = passes(view, view.operand(0))? == Passes::All;
    let block = only_block(view, *view.body.regions(op).first()?)?;
    if !all {
        return None;
    }
    let values = inline_before(rw, block, &[], op)?;
    rw.replace(op, &values);
    Some(())
}
