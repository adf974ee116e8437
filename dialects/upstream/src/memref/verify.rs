//! What the definitions of `memref` cannot say.

use terrace_ir::interface::Verify;
use terrace_ir::{AffineExpr, AffineMap, AttrKind, Context, DYNAMIC, Diags, OpRef, Type, TypeKind};

use crate::codes::*;
use crate::layout::strides_and_offset;

fn rank(op: OpRef<'_>, ty: Type) -> Option<usize> {
    ty.shape(op.cx).map(<[i64]>::len)
}

/// Reports unless operand group `indices` has one index per dimension of operand `memory`.
pub(crate) fn one_index_per_dim(op: OpRef<'_>, memory: usize, indices: usize, diags: &mut Diags) {
    let Some(range) = op.operand_group(memory).filter(|r| r.len() == 1) else { return };
    let (Some(rank), n) = (rank(op, op.operand_ty(range.start)), op.operand_values(indices).len())
    else {
        return;
    };
    diags.require(rank == n, &MEMREF001, op.loc(), &[&rank, &n]);
}

pub(super) const LOAD: Verify = Verify(|op, diags| one_index_per_dim(op, 0, 1, diags));
pub(super) const STORE: Verify = Verify(|op, diags| one_index_per_dim(op, 1, 2, diags));

pub(super) const ATOMIC_RMW: Verify = Verify(|op, diags| one_index_per_dim(op, 1, 2, diags));

pub(super) const ALLOC: Verify = Verify(|op, diags| {
    let TypeKind::MemRef { shape, layout, .. } = op.result_ty(0).kind(op.cx) else { return };
    let dynamic = shape.iter().filter(|d| **d == DYNAMIC).count();
    let n = op.operand_values(0).len();
    diags.require(dynamic == n, &MEMREF002, op.loc(), &[&dynamic, &n]);
    let symbols = layout.get().and_then(|l| l.as_map(op.cx)).map_or(0, |m| m.n_syms as usize);
    let n = op.operand_values(1).len();
    diags.require(symbols == n, &MEMREF003, op.loc(), &[&symbols, &n]);
});

pub(super) const TRANSPOSE: Verify = Verify(|op, diags| {
    let Some(map) = op.attr("permutation").and_then(|a| a.as_map(op.cx)) else { return };
    let Some(rank) = rank(op, op.operand_ty(0)) else { return };
    let dims: Option<Vec<usize>> = permutation(map);
    diags.require(dims.as_ref().is_some_and(|d| d.len() == rank), &MEMREF004, op.loc(), &[&rank]);
    let Some(dims) = dims.filter(|d| d.len() == rank) else { return };
    let (Some(from), Some(to)) = (op.operand_ty(0).shape(op.cx), op.result_ty(0).shape(op.cx))
    else {
        return;
    };
    let moved: Vec<i64> = dims.iter().map(|d| from[*d]).collect();
    diags.require(moved == to, &MEMREF005, op.loc(), &[]);
});

/// The dimensions in their new order, if the map is a permutation.
fn permutation(map: &AffineMap) -> Option<Vec<usize>> {
    let dim = |e: &AffineExpr| if let AffineExpr::Dim(d) = e { Some(*d as usize) } else { None };
    let dims: Vec<usize> = map.results.iter().map(dim).collect::<Option<_>>()?;
    let mut sorted = dims.clone();
    sorted.sort_unstable();
    sorted.iter().copied().eq(0..map.n_dims as usize).then_some(dims)
}

/// Offsets, sizes and strides: as many as the source has dimensions, dynamic ones with a value.
pub(crate) fn slice(op: OpRef<'_>, first: usize, ranks: [usize; 3], diags: &mut Diags) -> bool {
    let mut fine = true;
    for (i, name) in ["static_offsets", "static_sizes", "static_strides"].into_iter().enumerate() {
        let list = op.attr(name).and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
        let dynamic = list.iter().filter(|v| **v == DYNAMIC).count();
        let n = op.operand_values(first + i).len();
        let ok = list.len() == ranks[i] && dynamic == n;
        diags.require(ok, &MEMREF006, op.loc(), &[&name, &ranks[i], &list.len(), &dynamic, &n]);
        fine &= ok;
    }
    fine
}

pub(super) const SUBVIEW: Verify = Verify(|op, diags| {
    let Some(rank) = rank(op, op.operand_ty(0)) else { return };
    if !slice(op, 1, [rank; 3], diags) {
        return;
    }
    let (Some(inferred), got) = (subview_type(op), op.result_ty(0)) else { return };
    if !reduces_to(op, inferred, got) {
        let text = |t| terrace_ir::text::type_to_string(op.cx, t);
        diags.error(&MEMREF007, op.loc(), &[&text(inferred), &text(got)]);
    }
});

fn times(a: i64, b: i64) -> i64 {
    if a == DYNAMIC || b == DYNAMIC { DYNAMIC } else { a.checked_mul(b).unwrap_or(DYNAMIC) }
}

fn plus(a: i64, b: i64) -> i64 {
    if a == DYNAMIC || b == DYNAMIC { DYNAMIC } else { a.checked_add(b).unwrap_or(DYNAMIC) }
}

/// The type of a view without dropped dimensions.
fn subview_type(op: OpRef<'_>) -> Option<Type> {
    let list = |name: &str| op.attr(name)?.as_ints(op.cx);
    let lists = [list("static_offsets")?, list("static_sizes")?, list("static_strides")?];
    view_type(op.cx, op.operand_ty(0), lists)
}

/// The type of a view of a source at these offsets, with these sizes and steps.
pub(super) fn view_type(
    cx: &Context,
    source: Type,
    [offsets, sizes, steps]: [Vec<i64>; 3],
) -> Option<Type> {
    let TypeKind::MemRef { elem, space, .. } = source.kind(cx) else { return None };
    let (strides, offset) = strides_and_offset(cx, source)?;
    let offset = offsets.iter().zip(&strides).fold(offset, |o, (x, s)| {
        // No step of any size goes nowhere.
        plus(o, if *x == 0 { 0 } else { times(*x, *s) })
    });
    let strides: Vec<i64> = strides.iter().zip(&steps).map(|(s, x)| times(*s, *x)).collect();
    let layout = cx.attr(AttrKind::Strided { offset, strides: strides.into() });
    Some(cx.ty(TypeKind::MemRef { shape: sizes.into(), elem: *elem, layout, space: *space }))
}

/// Whether `got` is `full` with some dimensions of extent 1 dropped.
fn reduces_to(op: OpRef<'_>, full: Type, got: Type) -> bool {
    let cx = op.cx;
    let (
        TypeKind::MemRef { shape: a, elem: e, space: s, .. },
        TypeKind::MemRef { shape: b, elem: f, space: t, .. },
    ) = (full.kind(cx), got.kind(cx))
    else {
        return false;
    };
    let (Some((sa, oa)), Some((sb, ob))) =
        (strides_and_offset(cx, full), strides_and_offset(cx, got))
    else {
        return false;
    };
    if e != f || s != t || oa != ob {
        return false;
    }
    // Greedy from the front: a dimension is kept when it fits, dropped when it is 1. Where both
    // are possible, dropping first may be needed: try both, the lists are short.
    fn fits(a: &[(i64, i64)], b: &[(i64, i64)]) -> bool {
        match (a.split_first(), b.split_first()) {
            (None, None) => true,
            (None, Some(_)) => false,
            (Some((x, rest)), target) => {
                let keep = target.is_some_and(|(y, more)| {
                    x.0 == y.0 && (x.1 == y.1 || x.0 == 1) && fits(rest, more)
                });
                keep || x.0 == 1 && rest.len() >= b.len() && fits(rest, b)
            }
        }
    }
    let pairs = |shape: &[i64], strides: &[i64]| -> Vec<(i64, i64)> {
        shape.iter().copied().zip(strides.iter().copied()).collect()
    };
    let (a, b) = (pairs(a, &sa), pairs(b, &sb));
    // Exponential only in the number of ones: bounded by giving up on absurd ranks.
    a.len() <= 24 && fits(&a, &b)
}

pub(super) const REINTERPRET_CAST: Verify = Verify(|op, diags| {
    let Some(rank) = rank(op, op.result_ty(0)) else { return };
    let fine = slice(op, 1, [1, rank, rank], diags);
    let Some((strides, offset)) = strides_and_offset(op.cx, op.result_ty(0)) else { return };
    let list = |name: &str| op.attr(name).and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    if !fine {
        return;
    }
    let keeps =
        |said: &[i64], ty: &[i64]| said.iter().zip(ty).all(|(s, t)| s == t || *t == DYNAMIC);
    let shape = op.result_ty(0).shape(op.cx).unwrap_or(&[]);
    let agree = keeps(&list("static_offsets"), &[offset])
        && keeps(&list("static_sizes"), shape)
        && keeps(&list("static_strides"), &strides);
    diags.require(agree, &MEMREF008, op.loc(), &[]);
});

/// Groups of dimensions that become one, or come from one.
pub(crate) fn reassociation(op: OpRef<'_>) -> Option<Vec<Vec<i64>>> {
    let groups = op.attr("reassociation")?.as_array(op.cx)?;
    groups.iter().map(|g| g.as_ints(op.cx)).collect()
}

/// `collapse_shape` and `expand_shape`: the groups cover the larger shape in order, and extents
/// multiply to those of the smaller one.
pub(crate) const RESHAPE: Verify = Verify(|op, diags| {
    let (Some(from), Some(to)) = (op.operand_ty(0).shape(op.cx), op.result_ty(0).shape(op.cx))
    else {
        return;
    };
    let (large, small) = if from.len() >= to.len() { (from, to) } else { (to, from) };
    let Some(groups) = reassociation(op) else { return };
    // To and from no dimensions there are no groups: all extents are 1.
    let in_order = groups.iter().flatten().copied().eq(0..large.len() as i64)
        || small.is_empty() && groups.is_empty() && large.iter().all(|d| *d == 1);
    if !in_order || (groups.len() != small.len() && !small.is_empty()) {
        diags.error(&MEMREF009, op.loc(), &[&large.len(), &small.len()]);
        return;
    }
    for (group, extent) in groups.iter().zip(small) {
        let product = group.iter().map(|d| large[*d as usize]).fold(1, times);
        // A dynamic extent in a group makes the whole dynamic, and the other way round.
        diags.require(product == *extent, &MEMREF010, op.loc(), &[]);
    }
});

pub(super) const GLOBAL: Verify = Verify(|op, diags| {
    let cx = op.cx;
    let Some(ty) = op.attr("type").and_then(|a| a.as_type(cx)) else { return };
    let is_static = ty.static_shape(cx).is_some();
    diags.require(is_static, &MEMREF011, op.loc(), &[]);
    let Some(value) = op.attr("initial_value") else { return };
    if matches!(&*value.kind(cx), AttrKind::Unit) {
        return;
    }
    let fits =
        value.ty(cx).is_some_and(|t| t.shape(cx) == ty.shape(cx) && t.elem(cx) == ty.elem(cx));
    diags.require(fits, &MEMREF012, op.loc(), &[]);
});

pub(super) const CAST: Verify = Verify(|op, diags| {
    let cx = op.cx;
    let (from, to) = (op.operand_ty(0), op.result_ty(0));
    let space = |t: Type| match t.kind(cx) {
        TypeKind::MemRef { space, .. } | TypeKind::UnrankedMemRef { space, .. } => Some(*space),
        _ => None,
    };
    let agrees = |a: i64, b: i64| a == b || a == DYNAMIC || b == DYNAMIC;
    let shapes = match (from.shape(cx), to.shape(cx)) {
        (Some(a), Some(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| agrees(*a, *b)),
        // A cast between two unranked types says nothing.
        (None, None) => false,
        _ => true,
    };
    let fits = shapes && from.elem(cx) == to.elem(cx) && space(from) == space(to);
    diags.require(fits, &MEMREF013, op.loc(), &[]);
});
