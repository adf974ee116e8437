//! Rewrites of every structured operation: what does nothing goes, and what casts and other
//! operands know of extents is said by all types.

use terrace_ir::interface::{Canonicalize, Effect, Fold, MemoryEffects};
use terrace_ir::{AffineExpr, AffineMap, DYNAMIC, OpId, OpRef, Pattern, Rewriter, Type, ValueId};

use super::{fill, maps::indexing_maps, moves};
use crate::consts::{attr, defined};
use crate::rewriting::{only_block, pattern, rebuild};
use crate::shaped::{cast, with_shape};
use crate::tensor::forgets;

/// What every structured operation is rewritten by, and some patterns more.
macro_rules! patterns {
    ($($id:ident: $($more:expr),*;)*) => {
        $(pub(super) const $id: Canonicalize =
            Canonicalize(&[NOTHING, CAST_INTO, STATIC_SHAPES $(, $more)*]);)*
    };
}

patterns! {
    STRUCTURED:;
    GENERIC: pattern("generic_that_computes_nothing", "linalg.generic", computes_nothing);
    COPY: pattern("copy_to_itself", "linalg.copy", copy_to_itself),
        fill::COPY_OF_FILL, fill::COPY_OVER_FILL;
    BROADCAST: moves::BROADCAST_OF_BROADCAST;
    TRANSPOSE: moves::TRANSPOSE_OF_TRANSPOSE, moves::TRANSPOSE_OF_BROADCAST,
        fill::TRANSPOSE_OF_FILL;
}

pub(super) const SOFTMAX: Canonicalize = Canonicalize(&[CAST_INTO]);

const NOTHING: Pattern = pattern("structured_on_nothing", "", on_nothing);
const CAST_INTO: Pattern = pattern("cast_into_structured", "", cast_into);
const STATIC_SHAPES: Pattern = pattern("structured_of_known_extents", "", static_shapes);

pub(crate) const CAST_OF_STRUCTURED: Pattern =
    pattern("cast_of_structured", "tensor.cast", cast_of_structured);

/// Memory among the inputs is read; among the outputs it is read and written.
pub(super) const EFFECTS: MemoryEffects = MemoryEffects(|op, effects| {
    for group in [0, 1] {
        for v in op.operand_values(group) {
            if !op.body.ty(v).is_memref(op.cx) {
                continue;
            }
            effects.push((Effect::Read, Some(v)));
            if group == 1 {
                effects.push((Effect::Write, Some(v)));
            }
        }
    }
});

/// The position in a loop of one round.
pub(super) const INDEX: Fold = Fold(|op, _| {
    let structured = op.parent()?;
    let dim = u32::try_from(op.attr("dim")?.as_i64(op.cx)?).ok()?;
    let extents = loops(structured, &indexing_maps(structured)?)?;
    attr((extents.get(dim as usize) == Some(&1)).then(|| op.cx.index_attr(0)))
});

/// What works on memory without elements does nothing.
fn on_nothing(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let empty = |v: ValueId| {
        let ty = view.body.ty(v);
        ty.is_memref(view.cx) && ty.shape(view.cx).is_some_and(|s| s.contains(&0))
    };
    (view.n_results() == 0 && view.operands().any(empty)).then(|| rw.erase(op))
}

/// A body that only hands elements on, each to its own place -> the operands they are of
fn computes_nothing(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let block = only_block(view, *view.body.regions(op).first()?)?;
    let end = view.body.last_op(block)?;
    let maps = indexing_maps(view)?;
    if view.body.first_op(block) != Some(end) || !maps.iter().all(AffineMap::is_identity) {
        return None;
    }
    let args = view.body.args(block);
    let position = |v: ValueId| args.iter().position(|a| *a == v);
    let from: Vec<usize> = view.body.operands(end).map(position).collect::<Option<_>>()?;
    let from: Vec<ValueId> = from.into_iter().map(|i| view.operand(i)).collect();
    if view.n_results() == 0 {
        // Memory keeps its elements where each is written to where it was read.
        let same = from == view.operand_values(1);
        return (same && !from.is_empty()).then(|| rw.erase(op));
    }
    let types: Vec<Type> = view.results().map(|r| view.body.ty(r)).collect();
    // A scalar beside tensors is no tensor.
    let fits = |v: &ValueId| view.body.ty(*v).is_tensor(view.cx);
    if from.len() != types.len() || !from.iter().all(fits) {
        return None;
    }
    rw.before(op);
    let values: Vec<ValueId> = from.into_iter().zip(types).map(|(v, ty)| cast(rw, v, ty)).collect();
    rw.replace(op, &values);
    Some(())
}

/// A copy of something over itself -> nothing
fn copy_to_itself(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let source = view.operand(0);
    let same = source == view.operand(1);
    let values = vec![source; view.n_results()];
    same.then(|| rw.replace(op, &values))
}

/// Makes a structured operation again with other operands; its results are cast to the types they
/// had.
fn remake(op: OpId, rw: &mut Rewriter<'_>, operands: &[ValueId]) -> Option<()> {
    let view = rw.op(op);
    let name = view.name_str().to_string();
    let outs = operands.get(view.operand_group(1)?)?;
    let old: Vec<Type> = view.results().map(|r| view.body.ty(r)).collect();
    let new: Vec<Type> = outs.iter().map(|v| rw.ty(*v)).filter(|t| t.is_tensor(rw.cx)).collect();
    if old.len() != new.len() {
        return None;
    }
    let made = rebuild(op, rw, &name, operands, &new);
    let results: Vec<ValueId> = rw.body.results(made).collect();
    let results: Vec<ValueId> =
        results.into_iter().zip(old).map(|(r, ty)| cast(rw, r, ty)).collect();
    rw.replace(op, &results);
    Some(())
}

/// Operands that are casts which only forget -> what was cast
fn cast_into(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let uncast = |v: ValueId| {
        let cast = defined(view, v, "tensor.cast").filter(|c| forgets(*c));
        cast.map_or(v, |c| c.operand(0))
    };
    let old: Vec<ValueId> = view.operands().collect();
    let new: Vec<ValueId> = old.iter().map(|v| uncast(*v)).collect();
    (new != old).then(|| remake(op, rw, &new))?
}

/// The extents of a tensor, as its type or that of what it was cast from says them.
fn extents(op: OpRef<'_>, v: ValueId) -> Option<Vec<i64>> {
    let ty = op.body.ty(v);
    let shape = ty.shape(op.cx).filter(|_| ty.is_shaped(op.cx))?;
    let source = defined(op, v, "tensor.cast").map(|c| c.operand(0));
    let known = source.and_then(|s| op.body.ty(s).shape(op.cx)).unwrap_or(shape);
    let join = |(a, b): (&i64, &i64)| if *a == DYNAMIC { *b } else { *a };
    Some(shape.iter().zip(known).map(join).collect())
}

/// The extents of the loops, [`DYNAMIC`] where no operand says one. `None` where operands disagree,
/// or where a map is more than a choice of loops.
fn loops(op: OpRef<'_>, maps: &[AffineMap]) -> Option<Vec<i64>> {
    let mut all = vec![DYNAMIC; maps.first()?.n_dims as usize];
    for (v, map) in op.operands().zip(maps) {
        let extents = extents(op, v).unwrap_or_default();
        for (expr, extent) in map.results.iter().zip(extents) {
            let AffineExpr::Dim(d) = expr else { return None };
            let known = all.get_mut(*d as usize)?;
            if *known != DYNAMIC && extent != DYNAMIC && *known != extent {
                return None;
            }
            *known = if *known == DYNAMIC { extent } else { *known };
        }
    }
    Some(all)
}

/// What one operand's type knows of a loop is said by the types of all operands.
fn static_shapes(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let maps = indexing_maps(view)?;
    if view.operands().any(|v| view.body.ty(v).is_memref(view.cx)) {
        return None;
    }
    let extents = loops(view, &maps)?;
    let old: Vec<ValueId> = view.operands().collect();
    let mut types = Vec::with_capacity(old.len());
    for (v, map) in old.iter().zip(&maps) {
        let ty = rw.ty(*v);
        let Some(shape) = ty.shape(rw.cx).filter(|_| ty.is_tensor(rw.cx)) else {
            types.push(ty);
            continue;
        };
        let of_loop = |(expr, extent): (&AffineExpr, &i64)| match expr {
            AffineExpr::Dim(d) if *extent == DYNAMIC => extents[*d as usize],
            _ => *extent,
        };
        let new = map.results.iter().zip(shape).map(of_loop).collect();
        types.push(with_shape(rw.cx, ty, new)?);
    }
    if old.iter().zip(&types).all(|(v, ty)| rw.ty(*v) == *ty) {
        return None;
    }
    rw.before(op);
    let new: Vec<ValueId> = old.into_iter().zip(types).map(|(v, ty)| cast(rw, v, ty)).collect();
    remake(op, rw, &new)
}

/// `cast(op(.. outs))` to a type that says more -> the operation on outputs of that type
fn cast_of_structured(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let maker = view.defining(view.operand(0))?;
    let (from, to) = (view.operand_ty(0), view.result_ty(0));
    let structured = maker.name_str().starts_with("linalg.") && maker.regions().len() == 1;
    if !structured || view.body.block_of(maker.id) != view.body.block_of(op) || from == to {
        return None;
    }
    let (before, after) = (from.shape(view.cx)?, to.shape(view.cx)?);
    if !before.iter().zip(after).all(|(b, a)| b == a || *b == DYNAMIC) {
        return None;
    }
    let at = maker.results().position(|r| r == view.operand(0))?;
    let at = maker.operand_group(1)?.nth(at)?;
    let mut operands: Vec<ValueId> = maker.operands().collect();
    let maker = maker.id;
    rw.before(maker);
    operands[at] = cast(rw, operands[at], to);
    remake(maker, rw, &operands)
}
