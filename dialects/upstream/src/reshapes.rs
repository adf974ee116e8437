//! `expand_shape` and `collapse_shape` of `tensor` and `memref`: what they undo, and what two of
//! them are together.

use terrace_ir::interface::{Canonicalize, Fold};
use terrace_ir::{Attr, AttrKind, DYNAMIC, OpId, OpRef, Rewriter, Type, TypeKind, ValueId};

use crate::consts::{attr, value};
use crate::linalg::fill::reshape_of_fill;
use crate::memref::verify::reassociation;
use crate::rewriting::pattern;
use crate::slices;

type Groups = Vec<Vec<i64>>;

macro_rules! patterns {
    ($($id:ident $op:literal: $($name:literal $apply:expr),+;)*) => {
        $(pub(crate) const $id: Canonicalize =
            Canonicalize(&[$(pattern($name, $op, $apply)),+]);)*
    };
}

patterns! {
    COLLAPSE_MEMREF "memref.collapse_shape":
        "collapse_of_collapse" nested, "collapse_of_expand" collapse_of_expand,
        "collapse_of_cast" collapse_of_cast;
    EXPAND_MEMREF "memref.expand_shape":
        "expand_of_expand" nested, "expand_of_collapse" expand_of_collapse;
    COLLAPSE_TENSOR "tensor.collapse_shape":
        "collapse_of_collapse" nested, "collapse_of_expand" collapse_of_expand,
        "collapse_of_cast" collapse_of_cast, "collapse_of_elements" of_elements,
        "collapse_of_fill" reshape_of_fill;
    EXPAND_TENSOR "tensor.expand_shape":
        "expand_of_expand" nested, "expand_of_collapse" expand_of_collapse,
        "expand_of_elements" of_elements, "expand_of_fill" reshape_of_fill;
}

fn dialect(op: OpRef<'_>) -> &'static str {
    if op.name_str().starts_with("memref.") { "memref" } else { "tensor" }
}

fn inner<'a>(op: OpRef<'a>, what: &str) -> Option<OpRef<'a>> {
    let maker = op.defining(op.operand(0))?;
    let (dialect, name) = maker.name_str().split_once('.')?;
    (op.name_str().split('.').next() == Some(dialect) && name == what).then_some(maker)
}

/// A reshape that changes nothing, undoes what the one before did, or reshapes a constant.
pub(crate) const FOLD: Fold = Fold(|op, c| {
    let ty = op.result_ty(0);
    if op.operand_ty(0) == ty {
        return value(op.operand(0));
    }
    let expands = op.name_str().ends_with("expand_shape");
    let undone = inner(op, if expands { "collapse_shape" } else { "expand_shape" });
    if let Some(undone) = undone
        && undone.operand_ty(0) == ty
        && undone.attr("reassociation") == op.attr("reassociation")
        && (!expands || one_unknown_each(op, ty)?)
    {
        return value(undone.operand(0));
    }
    match &*(*c.first()?)?.kind(op.cx) {
        AttrKind::DenseElements { data, splat, .. } if ty.static_shape(op.cx).is_some() => {
            attr(Some(op.cx.dense(ty, data.to_vec(), *splat)))
        }
        _ => None,
    }
});

/// Whether no group has two extents that could be divided in another way.
fn one_unknown_each(op: OpRef<'_>, large: Type) -> Option<bool> {
    let shape = large.shape(op.cx)?;
    let unknown = |g: &Vec<i64>| g.iter().filter(|d| shape[**d as usize] == DYNAMIC).count();
    Some(reassociation(op)?.iter().all(|g| unknown(g) <= 1))
}

fn set_groups(rw: &mut Rewriter<'_>, op: OpId, groups: &Groups) {
    let attr = groups_attr(rw, groups);
    rw.set_attr(op, "reassociation", Some(attr));
}

fn groups_attr(rw: &Rewriter<'_>, groups: &Groups) -> Attr {
    let group = |g: &Vec<i64>| {
        rw.cx.array_attr(&g.iter().map(|d| rw.cx.i64_attr(*d)).collect::<Vec<Attr>>())
    };
    rw.cx.array_attr(&groups.iter().map(group).collect::<Vec<Attr>>())
}

/// Two collapses, or two expansions, in a row -> one
fn nested(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let maker = view.defining(view.operand(0)).filter(|m| m.name() == view.name())?;
    let (outer, inner) = (reassociation(view)?, reassociation(maker)?);
    let expands = view.name_str().ends_with("expand_shape");
    // The groups that come first are those of the smaller shape.
    let (coarse, fine) = if expands { (&inner, &outer) } else { (&outer, &inner) };
    let join = |g: &Vec<i64>| {
        let parts = g.iter().map(|d| fine.get(*d as usize).cloned());
        parts.collect::<Option<Groups>>().map(|parts| parts.concat())
    };
    let groups: Groups = coarse.iter().map(join).collect::<Option<_>>()?;
    let source = maker.operand(0);
    set_groups(rw, op, &groups);
    rw.set_operand(op, 0, source);
    Some(())
}

/// For each group of `coarse` the positions of the groups of `fine` that it is made of.
fn made_of(coarse: &Groups, fine: &Groups) -> Option<Groups> {
    let mut next = 0;
    let mut all = Groups::new();
    for group in coarse {
        let (mut covered, mut parts) = (0, Vec::new());
        while covered < group.len() {
            let part = fine.get(next)?;
            if group.get(covered..covered + part.len())? != part.as_slice() {
                return None;
            }
            covered += part.len();
            parts.push(next as i64);
            next += 1;
        }
        all.push(parts);
    }
    (next == fine.len()).then_some(all)
}

/// `collapse(expand(x))` -> one of the two, or a cast
fn collapse_of_expand(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let expand = inner(view, "expand_shape")?;
    let (cx, dialect) = (view.cx, dialect(view));
    let (from, ty) = (expand.operand_ty(0), view.result_ty(0));
    let (n_from, n_to) = (from.shape(cx)?.len(), ty.shape(cx)?.len());
    let (expanded, collapsed) = (reassociation(expand)?, reassociation(view)?);
    let source = expand.operand(0);
    if n_from == n_to {
        if expanded != collapsed || from == ty {
            return None;
        }
        rw.before(op);
        let new = rw.build(&format!("{dialect}.cast")).operand(source).result(ty).value();
        rw.replace(op, &[new]);
        return Some(());
    }
    let moved = matches!(from.kind(cx), TypeKind::MemRef { layout, .. } if !layout.is_none());
    if moved {
        // What a layout allows to be one dimension is not for the groups to say.
        return None;
    }
    if n_from > n_to {
        // To no dimensions there are no groups.
        let groups = if n_to == 0 { Groups::new() } else { made_of(&collapsed, &expanded)? };
        set_groups(rw, op, &groups);
        rw.set_operand(op, 0, source);
        return Some(());
    }
    let groups = if n_from == 0 { Groups::new() } else { made_of(&expanded, &collapsed)? };
    let sizes = slices::read(expand, "static_output_shape", 1)?;
    let shape = ty.shape(cx)?;
    let mut dynamic = Vec::new();
    for (group, extent) in collapsed.iter().zip(shape).filter(|(_, e)| **e == DYNAMIC) {
        // The extent must be one of those there were.
        let parts = group.iter().map(|d| sizes.get(*d as usize).copied());
        let mut parts = parts.collect::<Option<Vec<slices::Mixed>>>()?;
        parts.retain(|p| *p != slices::Mixed::Static(1));
        let [slices::Mixed::Value(one)] = parts.as_slice() else { return None };
        debug_assert_eq!(*extent, DYNAMIC);
        dynamic.push(*one);
    }
    let statics = cx.i64_array(shape);
    let groups = groups_attr(rw, &groups);
    rw.before(op);
    let new = rw.build(&format!("{dialect}.expand_shape")).operand(source).operands(&dynamic);
    let new = new.attr("reassociation", groups).attr("static_output_shape", statics);
    let new = new.result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// Groups that make `small` of `large` by products of static extents; equal shapes need none. One
/// dynamic extent is the same on both sides where all others are static.
fn groups_between(large: &[i64], small: &[i64]) -> Option<Groups> {
    let mut groups = Groups::new();
    let mut at = 0;
    for (i, extent) in small.iter().enumerate() {
        let last = i + 1 == small.len();
        let mut group = vec![at as i64];
        let mut product = *large.get(at)?;
        at += 1;
        let more = |product: i64, next: i64| match (*extent, product) {
            (DYNAMIC, p) => p != DYNAMIC && next != small.get(i + 1).copied().unwrap_or(1),
            (e, p) => p != DYNAMIC && (p < e || next == 1 && (last || small[i + 1] != 1)),
        };
        while at < large.len() && more(product, large[at]) {
            let next = large[at];
            product = if next == DYNAMIC { DYNAMIC } else { product.checked_mul(next)? };
            group.push(at as i64);
            at += 1;
        }
        if product != *extent {
            return None;
        }
        groups.push(group);
    }
    (at == large.len()).then_some(groups)
}

/// `expand(collapse(x))` -> one of the two, where every group becomes finer or every one coarser
fn expand_of_collapse(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let collapse = inner(view, "collapse_shape")?;
    let (cx, dialect) = (view.cx, dialect(view));
    let (from, ty) = (collapse.operand_ty(0), view.result_ty(0));
    let (source_shape, shape) = (from.shape(cx)?, ty.shape(cx)?);
    let (mut collapsed, mut expanded) = (reassociation(collapse)?, reassociation(view)?);
    if collapsed.is_empty() {
        // In between there is one element.
        collapsed.push((0..source_shape.len() as i64).collect());
        expanded.clear();
        expanded.push((0..shape.len() as i64).collect());
    }
    if collapsed.len() != expanded.len() || source_shape.len() == shape.len() {
        return None;
    }
    let coarser = source_shape.len() > shape.len();
    let mut groups = Groups::new();
    for (a, b) in collapsed.iter().zip(&expanded) {
        let (large, small) = if coarser { (a, b) } else { (b, a) };
        let (of_large, of_small) =
            if coarser { (source_shape, shape) } else { (shape, source_shape) };
        let extents = |group: &Vec<i64>, shape: &[i64]| -> Vec<i64> {
            group.iter().map(|d| shape[*d as usize]).collect()
        };
        let (l, s) = (extents(large, of_large), extents(small, of_small));
        let unknown = |e: &[i64]| e.iter().filter(|d| **d == DYNAMIC).count();
        if unknown(&l) > 1 || unknown(&s) > 1 {
            return None;
        }
        let first = large.first().copied()?;
        let parts = groups_between(&l, &s)?;
        groups.extend(parts.into_iter().map(|g| g.iter().map(|d| d + first).collect()));
    }
    let source = collapse.operand(0);
    if !coarser {
        set_groups(rw, op, &groups);
        rw.set_operand(op, 0, source);
        return Some(());
    }
    let groups = groups_attr(rw, &groups);
    rw.before(op);
    let new = rw.build(&format!("{dialect}.collapse_shape")).operand(source);
    let new = new.attr("reassociation", groups).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// `collapse(cast(x)) -> cast(collapse(x))` where the cast only forgot
fn collapse_of_cast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let cx = view.cx;
    let dialect = dialect(view);
    let cast = inner(view, "cast")?;
    let from = cast.operand_ty(0);
    let (known, shape) = (from.shape(cx)?, view.operand_ty(0).shape(cx)?);
    let forgets =
        known.len() == shape.len() && known.iter().zip(shape).all(|(a, b)| a == b || *b == DYNAMIC);
    let plain = match from.kind(cx) {
        TypeKind::MemRef { layout, .. } => layout.is_none(),
        _ => true,
    };
    if !forgets || !plain {
        return None;
    }
    let product = |g: &Vec<i64>| {
        g.iter().map(|d| known[*d as usize]).try_fold(1i64, |p, d| match (p, d) {
            (DYNAMIC, _) | (_, DYNAMIC) => Some(DYNAMIC),
            (p, d) => p.checked_mul(d),
        })
    };
    let new_shape: Vec<i64> = reassociation(view)?.iter().map(product).collect::<Option<_>>()?;
    let old = view.result_ty(0);
    let mut kind = old.kind(cx).clone();
    match &mut kind {
        TypeKind::Tensor { shape, .. } => *shape = new_shape.into(),
        TypeKind::MemRef { shape, layout, .. } if layout.is_none() => *shape = new_shape.into(),
        _ => return None,
    }
    let (source, ty, groups) = (cast.operand(0), cx.ty(kind), view.attr("reassociation")?);
    if ty == old {
        rw.set_operand(op, 0, source);
        return Some(());
    }
    rw.before(op);
    let new = rw.build(&format!("{dialect}.collapse_shape")).operand(source);
    let new = new.attr("reassociation", groups).result(ty).value();
    let new = rw.build(&format!("{dialect}.cast")).operand(new).result(old).value();
    rw.replace(op, &[new]);
    Some(())
}

/// A reshape of `tensor.from_elements` or of a static `tensor.splat` -> the same in that shape
fn of_elements(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let maker = view.defining(view.operand(0))?;
    let name = match maker.name_str() {
        name @ ("tensor.from_elements" | "tensor.splat") => name.to_string(),
        _ => return None,
    };
    let ty = view.result_ty(0);
    if ty.static_shape(view.cx).is_none() || maker.operand_ty(0).is_shaped(view.cx) {
        return None;
    }
    let all: Vec<ValueId> = maker.operands().collect();
    // What a splat has besides its element are sizes, and none is dynamic any more.
    let operands = if name == "tensor.splat" { &all[..1] } else { &all[..] };
    rw.before(op);
    let new = rw.build(&name).operands(operands).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}
