//! Folds and simplifications of `affine`.

use terrace_ir::interface::{Canonicalize, Fold};
use terrace_ir::{
    AffineExpr, AffineMap, Attr, AttrKind, IntegerSet, OpId, OpRef, Rewriter, ValueId,
};

use super::compose::{Applied, Composed};
use crate::consts::{attr, splat_int, value};
use crate::memref::cast_into_user;
use crate::rewriting::{drop_empty_else, only_block, pattern, set_operands, take_branch};

pub(super) const APPLY: Canonicalize =
    Canonicalize(&[pattern("compose_map", "affine.apply", |op, rw| compose_map(op, rw, 0))]);

pub(super) const LOAD: Canonicalize = Canonicalize(&[
    pattern("compose_map", "affine.load", |op, rw| compose_map(op, rw, 1)),
    pattern("cast_into_user", "affine.load", cast_into_user),
]);

pub(super) const PREFETCH: Canonicalize = Canonicalize(&[
    pattern("compose_map", "affine.prefetch", |op, rw| compose_map(op, rw, 1)),
    pattern("cast_into_user", "affine.prefetch", cast_into_user),
]);

pub(super) const STORE: Canonicalize = Canonicalize(&[
    pattern("compose_map", "affine.store", |op, rw| compose_map(op, rw, 2)),
    pattern("cast_into_user", "affine.store", cast_into_user),
]);

pub(super) const VECTOR_LOAD: Canonicalize =
    Canonicalize(&[pattern("compose_map", "affine.vector_load", |op, rw| compose_map(op, rw, 1))]);

pub(super) const VECTOR_STORE: Canonicalize =
    Canonicalize(&[pattern("compose_map", "affine.vector_store", |op, rw| compose_map(op, rw, 2))]);

pub(super) const MIN: Canonicalize =
    Canonicalize(&[pattern("simplify_min", "affine.min", simplify_extremum)]);

pub(super) const MAX: Canonicalize =
    Canonicalize(&[pattern("simplify_max", "affine.max", simplify_extremum)]);

pub(super) const IF: Canonicalize = Canonicalize(&[
    pattern("simplify_condition", "affine.if", simplify_condition),
    pattern("if_with_empty_else", "affine.if", drop_empty_else),
]);

pub(super) const FOR: Canonicalize = Canonicalize(&[
    pattern("simplify_bounds", "affine.for", simplify_bounds),
    pattern("for_that_does_nothing", "affine.for", for_that_does_nothing),
]);

pub(super) const PARALLEL: Canonicalize =
    Canonicalize(&[pattern("simplify_bounds", "affine.parallel", simplify_parallel_bounds)]);

fn map_of<'a>(op: OpRef<'a>, name: &str) -> Option<&'a AffineMap> {
    op.attr(name)?.as_map(op.cx)
}

/// The map of an operation over its operands from position `first` on, composed and simplified.
fn composed(op: OpRef<'_>, first: usize) -> Option<Composed<'_>> {
    let map = map_of(op, "map")?;
    let operands: Vec<ValueId> = op.operands().skip(first).collect();
    let mut composed = Composed::new(op, &map.results, map.n_dims, &operands)?;
    let is_min = op.name_str() == "affine.min";
    if is_min || op.name_str() == "affine.max" {
        composed.inline_same()?;
        composed.simplify();
        composed.drop_dominated(is_min);
    } else {
        composed.simplify();
    }
    Some(composed)
}

/// Whether a map over these operands is what an operation has already.
fn is_same(op: OpRef<'_>, name: &str, applied: &Applied, operands: &[ValueId]) -> bool {
    map_of(op, name).is_some_and(|m| *m == applied.map()) && applied.operands == operands
}

/// Operands that come from `affine.apply`, constants and what is used twice go into the map.
fn compose_map(op: OpId, rw: &mut Rewriter<'_>, first: usize) -> Option<()> {
    let view = rw.op(op);
    let applied = composed(view, first)?.finish()?;
    let operands: Vec<ValueId> = view.operands().collect();
    if is_same(view, "map", &applied, &operands[first..]) {
        return None;
    }
    let new: Vec<ValueId> = operands[..first].iter().chain(&applied.operands).copied().collect();
    let map = rw.cx.map_attr(applied.map());
    rw.set_attr(op, "map", Some(map));
    set_operands(rw, op, &new);
    Some(())
}

/// As [`compose_map`]; what is left with one expression is an `affine.apply`.
fn simplify_extremum(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let applied = composed(view, 0)?.finish()?;
    if applied.exprs.len() > 1 {
        return compose_map(op, rw, 0);
    }
    let (map, ty) = (rw.cx.map_attr(applied.map()), view.result_ty(0));
    rw.before(op);
    let new = rw.build("affine.apply").operands(&applied.operands).attr("map", map);
    let new = new.result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// A map of constants, and a map that is one operand or one constant.
pub(super) const APPLY_FOLD: Fold = Fold(|op, c| {
    let map = map_of(op, "map")?;
    let constant = |c: &Option<Attr>| i64::try_from(splat_int(op.cx, *c)?).ok();
    let known: Option<Vec<i64>> = c.iter().map(constant).collect();
    if let Some(known) = known {
        let (dims, syms) = known.split_at_checked(map.n_dims as usize)?;
        let values = map.eval(dims, syms)?;
        let chosen = match op.name_str() {
            "affine.max" => values.into_iter().max()?,
            _ => values.into_iter().min()?,
        };
        return attr(Some(op.cx.index_attr(chosen)));
    }
    // The operand itself, though it may be composed of others.
    let chosen = match map.results.as_slice() {
        [AffineExpr::Dim(d)] => Some(*d),
        [AffineExpr::Sym(s)] => Some(map.n_dims + s),
        _ => None,
    };
    if let Some(chosen) = chosen.filter(|i| (*i as usize) < op.n_operands()) {
        return value(op.operand(chosen as usize));
    }
    let applied = composed(op, 0)?.finish()?;
    match (applied.exprs.as_slice(), applied.operands.as_slice()) {
        ([AffineExpr::Const(c)], _) => attr(Some(op.cx.index_attr(*c))),
        ([AffineExpr::Dim(_) | AffineExpr::Sym(_)], [one]) => value(*one),
        _ => None,
    }
});

/// A bound of a loop: the greatest of its lower, the least of its upper expressions.
fn bound<'a>(op: OpRef<'a>, name: &str, operands: &[ValueId], is_min: bool) -> Option<Applied> {
    let map = map_of(op, name)?;
    let mut composed = Composed::new(op, &map.results, map.n_dims, operands)?;
    composed.simplify();
    composed.drop_dominated(is_min);
    composed.finish()
}

fn simplify_bounds(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let old = [view.operand_values(0), view.operand_values(1)];
    let inits = view.operand_values(2);
    let lower = bound(view, "lowerBoundMap", &old[0], false)?;
    let upper = bound(view, "upperBoundMap", &old[1], true)?;
    let same = is_same(view, "lowerBoundMap", &lower, &old[0])
        && is_same(view, "upperBoundMap", &upper, &old[1]);
    if same {
        return None;
    }
    let sizes = [lower.operands.len(), upper.operands.len(), inits.len()].map(|n| n as i32);
    let operands: Vec<ValueId> =
        lower.operands.iter().chain(&upper.operands).chain(&inits).copied().collect();
    let maps = [("lowerBoundMap", lower.map()), ("upperBoundMap", upper.map())];
    for (name, map) in maps {
        let map = rw.cx.map_attr(map);
        rw.set_attr(op, name, Some(map));
    }
    set_operands(rw, op, &operands);
    let sizes = rw.cx.i32_array(&sizes);
    rw.set_attr(op, "operandSegmentSizes", Some(sizes));
    Some(())
}

/// The bounds of a parallel loop share one list of operands; each of its expressions counts.
fn simplify_parallel_bounds(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let operands: Vec<ValueId> = view.operands().collect();
    let n_lower = map_of(view, "lowerBoundsMap").map(|m| (m.n_dims + m.n_syms) as usize)?;
    let (below, above) = operands.split_at_checked(n_lower)?;
    let simple = |name: &str, operands: &[ValueId]| {
        let map = map_of(view, name)?;
        let mut composed = Composed::new(view, &map.results, map.n_dims, operands)?;
        composed.simplify();
        composed.finish()
    };
    let lower = simple("lowerBoundsMap", below)?;
    let upper = simple("upperBoundsMap", above)?;
    let same = is_same(view, "lowerBoundsMap", &lower, below)
        && is_same(view, "upperBoundsMap", &upper, above);
    if same {
        return None;
    }
    let new: Vec<ValueId> = lower.operands.iter().chain(&upper.operands).copied().collect();
    for (name, map) in [("lowerBoundsMap", lower.map()), ("upperBoundsMap", upper.map())] {
        let map = rw.cx.map_attr(map);
        rw.set_attr(op, name, Some(map));
    }
    set_operands(rw, op, &new);
    Some(())
}

/// How often a loop with constant bounds runs.
fn trip_count(op: OpRef<'_>) -> Option<i64> {
    let constant = |name: &str| match map_of(op, name)?.results.as_slice() {
        [one] => one.as_const(),
        _ => None,
    };
    let distance = constant("upperBoundMap")?.checked_sub(constant("lowerBoundMap")?)?;
    let step = op.attr("step")?.as_i64(op.cx)?;
    terrace_ir::affine::ceil_div(distance.max(0), step)
}

/// A loop that never runs gives its initial values; one whose body only yields gives what is
/// yielded, where that is the same after every number of rounds it may run.
fn for_that_does_nothing(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let inits = view.operand_values(2);
    let n_rounds = trip_count(view);
    if n_rounds == Some(0) {
        rw.replace(op, &inits);
        return Some(());
    }
    let block = only_block(view, *view.body.regions(op).first()?)?;
    let end = view.body.last_op(block)?;
    if view.body.first_op(block) != Some(end) || inits.is_empty() {
        return None;
    }
    let args = view.body.args(block);
    if args.len() != inits.len() + 1 {
        return None;
    }
    let mut values = Vec::with_capacity(inits.len());
    for (i, yielded) in view.body.operands(end).enumerate() {
        values.push(match args.iter().position(|a| *a == yielded) {
            Some(0) => return None,
            Some(at) if at == i + 1 || n_rounds == Some(1) => *inits.get(at - 1)?,
            None if n_rounds.is_some() => yielded,
            _ => return None,
        });
    }
    rw.replace(op, &values);
    Some(())
}

/// Constraints that always hold are dropped; a condition that is decided gives its branch.
fn simplify_condition(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let set = view.attr("condition")?;
    let AttrKind::IntegerSet(set) = &*set.kind(view.cx) else { return None };
    let operands: Vec<ValueId> = view.operands().collect();
    let (exprs, kinds): (Vec<AffineExpr>, Vec<bool>) = set.constraints.iter().cloned().unzip();
    let mut composed = Composed::new(view, &exprs, set.n_dims, &operands)?;
    composed.simplify();
    let holds = |e: &AffineExpr, is_eq: bool| e.as_const().map(|c| c == 0 || !is_eq && c > 0);
    let all = std::mem::take(&mut composed.exprs);
    let judged = all.into_iter().zip(kinds).map(|(e, k)| (holds(&e, k), e, k));
    let judged: Vec<(Option<bool>, AffineExpr, bool)> = judged.collect();
    if judged.iter().any(|(truth, ..)| *truth == Some(false)) {
        return take_branch(rw, op, 1);
    }
    let open = judged.into_iter().filter(|(truth, ..)| truth.is_none());
    let (exprs, kinds): (Vec<AffineExpr>, Vec<bool>) = open.map(|(_, e, k)| (e, k)).unzip();
    if exprs.is_empty() {
        return take_branch(rw, op, 0);
    }
    composed.exprs = exprs;
    let applied = composed.finish()?;
    let new = IntegerSet {
        n_dims: applied.n_dims,
        n_syms: applied.operands.len() as u32 - applied.n_dims,
        constraints: applied.exprs.into_iter().zip(kinds).collect(),
    };
    if new == *set && applied.operands == operands {
        return None;
    }
    let new = rw.cx.attr(AttrKind::IntegerSet(new));
    rw.set_attr(op, "condition", Some(new));
    set_operands(rw, op, &applied.operands);
    Some(())
}
