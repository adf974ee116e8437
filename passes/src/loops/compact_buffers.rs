//! Shrinks buffers to what one iteration of the loops around all their uses touches.
//!
//! A buffer whose every access lies inside a loop needs no more room than an iteration of that loop
//! uses. The buffer moves into the loop, its indices count from the start of the touched box, and
//! when it becomes small enough for registers or the stack (see `local-bytes`) it moves to the
//! `"local"` space. Buffers that leave the function, and those whose touched box cannot be proved,
//! stay as they are.

use std::collections::BTreeMap;

use terrace_ir::{AffineExpr, AffineMap, TypeKind};
use terrace_loop as loops;

use crate::prelude::*;
use crate::schedule::{Access, Region, Schedule};

const LOCAL_BYTES: Opt<i64> =
    Opt::int("local-bytes", 16384, "buffers up to this size become local to the function");

pub(super) const PASS: PassInfo = PassInfo {
    name: "loop-compact-buffers",
    on: "func.func",
    summary: "shrink buffers to what one iteration of the loops around them touches",
    reads: &["loop"],
    leaves: &["loop"],
    options: &[LOCAL_BYTES.def],
    run: |body, cx| {
        let limit = cx.option(&LOCAL_BYTES);
        let mut schedule = Schedule::new(cx.cx, body);
        let allocs = schedule.rw.body.ops_below(ROOT);
        for op in allocs {
            if schedule.op(op).is(&loops::Alloc::DEF) {
                compact(&mut schedule, op, limit);
                spill(&mut schedule, op, limit);
            }
        }
        Ok(())
    },
    ..PassInfo::EMPTY
};

/// A local buffer that stayed too large for the stack goes back to the default space.
fn spill(s: &mut Schedule<'_>, alloc: OpId, limit: i64) {
    let cx = s.rw.cx;
    let buffer = s.rw.body.result(alloc, 0);
    let ty = s.rw.ty(buffer);
    let TypeKind::MemRef { shape, elem, layout, space } = ty.kind(cx).clone() else { return };
    let elems = ty.n_elems(cx).unwrap_or(i64::MAX);
    let bytes = elems.saturating_mul(elem.elem_bytes(cx).unwrap_or(8) as i64);
    if space.get().and_then(|s| s.as_str(cx)) == Some("local") && bytes > limit {
        let ty = cx.ty(TypeKind::MemRef { shape, elem, layout, space: Attr::NONE });
        s.rw.body.set_ty(buffer, ty);
    }
}

fn compact(s: &mut Schedule<'_>, alloc: OpId, limit: i64) {
    let buffer = s.rw.body.result(alloc, 0);
    let Some(accesses) = s.accesses(buffer).filter(|a| !a.is_empty()) else { return };
    // The loops that all accesses share, from the outside.
    let mut shared: Option<Vec<OpId>> = None;
    for access in &accesses {
        let around = s.loops_around(access.block);
        shared = Some(match shared {
            None => around,
            Some(s) => s.iter().zip(&around).take_while(|(a, b)| a == b).map(|(a, _)| *a).collect(),
        });
    }
    let Some(&innermost) = shared.as_ref().and_then(|s| s.last()) else { return };
    let regions: Option<Vec<Region>> =
        accesses.iter().map(|a| s.region(a, Some(innermost))).collect();
    let Some(region) = regions.and_then(|r| s.union(&r)) else { return };
    if !covers_reads(s, buffer, &accesses, innermost, &region) {
        return;
    }
    let cx = s.rw.cx;
    let TypeKind::MemRef { shape, elem, layout, space } = s.rw.ty(buffer).kind(cx).clone() else {
        return;
    };
    let extents: Vec<i64> =
        region.spans.iter().zip(&shape).map(|(span, &size)| span.extent.min(size)).collect();
    let bytes =
        extents.iter().try_fold(elem.elem_bytes(cx).unwrap_or(8) as i64, |n, &d| n.checked_mul(d));
    let fits = bytes.is_some_and(|b| b <= limit);
    let space = if fits && space.is_none() { cx.str_attr("local") } else { space };
    if !fits && space.is_none() {
        // In the default space it would have to be planned once for all iterations.
        return;
    }
    let bases: Vec<AffineExpr> = region
        .spans
        .iter()
        .zip(&shape)
        .map(
            |(span, &size)| {
                if span.extent < size { span.base.clone() } else { AffineExpr::Const(0) }
            },
        )
        .collect();
    for access in &accesses {
        rebase(s, access.op, &bases, &region.vars);
    }
    let ty = cx.ty(TypeKind::MemRef { shape: extents.into(), elem, layout, space });
    s.rw.body.set_ty(buffer, ty);
    let inside = s.inner_block(innermost);
    match s.rw.body.first_op(inside) {
        Some(first) if first == alloc => {}
        Some(first) => s.rw.body.move_before(first, alloc),
        None => s.rw.body.move_to_end(inside, alloc),
    }
}

/// Whether every iteration of `l` writes what it reads: the first block that touches the buffer
/// stores to all of `region`, and initialises what it accumulates.
fn covers_reads(
    s: &Schedule<'_>,
    buffer: ValueId,
    accesses: &[Access],
    l: OpId,
    region: &Region,
) -> bool {
    let first = s.blocks_under(l).into_iter().find(|b| accesses.iter().any(|a| a.block == *b));
    let Some(first) = first else { return false };
    let is_store = |a: &&Access| loops::Store::cast(s.op(a.op)).is_some();
    let own = || accesses.iter().filter(|a| a.block == first);
    let own_loads = own().any(|a| !is_store(&a));
    // A reduction inside the loop starts over in each iteration only if no loop outside of it
    // carries the reduction on.
    let mut around = s.loops_around(l);
    around.push(l);
    let carried = around.iter().any(|&o| accesses.iter().any(|a| s.feeds_reduce_axis(a.block, o)));
    let inits = s.block_view(first).init_block().is_some();
    let covers = own().filter(is_store).any(|a| {
        let same = s.region(a, Some(l)).and_then(|r| s.union(&[r, region.clone()]));
        let whole = s.region(a, Some(l)).zip(same).is_some_and(|(own, all)| own.spans == all.spans);
        whole && is_dense(s, a, l, region) && cuts_only_outside(s, a, buffer)
    });
    covers && !carried && (!own_loads || inits)
}

/// Whether a store inside `l` has as many instances as the region has elements, so that none is
/// left out.
fn is_dense(s: &Schedule<'_>, store: &Access, l: OpId, region: &Region) -> bool {
    let named = |d: usize| store.indices.iter().any(|e| names(e, d));
    let mut n_instances = Some(1i64);
    for (_, &var) in store.vars.iter().enumerate().filter(|(d, _)| named(*d)) {
        let Some(inner) = s.loop_of(var).filter(|&o| o != l && s.rw.body.is_inside(l, o)) else {
            continue;
        };
        let extent = s.loop_view(inner).bounds().and_then(|b| b.extent());
        n_instances = n_instances.zip(extent).and_then(|(n, e)| n.checked_mul(e));
    }
    let size = region.spans.iter().try_fold(1i64, |n, span| n.checked_mul(span.extent));
    n_instances.is_some() && n_instances == size
}

fn names(expr: &AffineExpr, dim: usize) -> bool {
    let mut found = false;
    expr.walk(&mut |e| found |= *e == AffineExpr::Dim(dim as u32));
    found
}

/// Whether the conditions of a store's block leave out nothing but what is outside of the buffer
/// (as those of a split do), or steps of its reduction.
fn cuts_only_outside(s: &Schedule<'_>, store: &Access, buffer: ValueId) -> bool {
    let Some(set) = s.block_view(store.block).condition_set() else { return true };
    let Some(shape) = s.rw.ty(buffer).shape(s.rw.cx) else { return false };
    // The operands of the block are the first variables of the access.
    let minus = AffineExpr::Const(-1);
    set.constraints.iter().all(|(e, is_eq)| {
        let in_index = |d: usize| store.indices.iter().any(|i| names(i, d));
        if !(0..store.vars.len()).any(|d| names(e, d) && in_index(d)) {
            return true;
        }
        let at_end = |(index, &size): (&AffineExpr, &i64)| {
            let room = AffineExpr::Const(size - 1) + index.clone() * minus.clone();
            linear(&room) == linear(e) && linear(e).is_some()
        };
        let from_start = |index: &AffineExpr| linear(index) == linear(e) && linear(e).is_some();
        !is_eq
            && (store.indices.iter().zip(shape).any(at_end) || store.indices.iter().any(from_start))
    })
}

/// The coefficient of each dimension and the constant of a linear expression.
fn linear(expr: &AffineExpr) -> Option<(BTreeMap<u32, i64>, i64)> {
    fn add(
        expr: &AffineExpr,
        factor: i64,
        terms: &mut BTreeMap<u32, i64>,
        constant: &mut i64,
    ) -> Option<()> {
        match expr {
            AffineExpr::Dim(d) => *terms.entry(*d).or_default() += factor,
            AffineExpr::Const(c) => *constant = constant.checked_add(c.checked_mul(factor)?)?,
            AffineExpr::Add(a, b) => {
                add(a, factor, terms, constant)?;
                add(b, factor, terms, constant)?;
            }
            AffineExpr::Mul(a, b) => {
                add(a, factor.checked_mul(b.as_const()?)?, terms, constant)?;
            }
            _ => return None,
        }
        Some(())
    }
    let (mut terms, mut constant) = (BTreeMap::new(), 0);
    add(expr, 1, &mut terms, &mut constant)?;
    terms.retain(|_, f| *f != 0);
    Some((terms, constant))
}

/// Counts the indices of a load or store from `bases`, expressions over `vars`.
fn rebase(s: &mut Schedule<'_>, op: OpId, bases: &[AffineExpr], vars: &[ValueId]) {
    let cx = s.rw.cx;
    let (first, map) = match loops::Load::cast(s.op(op)) {
        Some(load) => (1, load.index_map()),
        None => (2, loops::Store(s.op(op)).index_map()),
    };
    let Some(map) = map else { return };
    let mut operands: Vec<ValueId> = s.rw.body.operands(op).collect();
    let dims: Vec<AffineExpr> = vars
        .iter()
        .map(|v| {
            let at = operands[first..].iter().position(|o| o == v).unwrap_or_else(|| {
                operands.push(*v);
                operands.len() - 1 - first
            });
            AffineExpr::Dim(at as u32)
        })
        .collect();
    let minus = AffineExpr::Const(-1);
    let results = map
        .results
        .iter()
        .zip(bases)
        .map(|(index, base)| index.clone() + base.substitute(&dims, &[]) * minus.clone());
    let map = AffineMap::new((operands.len() - first) as u32, results.collect());
    s.rw.body.set_operands(op, &operands);
    s.rw.set_attr(op, "map", Some(cx.map_attr(map)));
    drop_unused(s, op, first);
}

/// Removes index operands that no index names.
fn drop_unused(s: &mut Schedule<'_>, op: OpId, first: usize) {
    let cx = s.rw.cx;
    let Some(map) = s.op(op).attr("map").and_then(|m| m.as_map(cx)).cloned() else { return };
    let operands: Vec<ValueId> = s.rw.body.operands(op).collect();
    let used = |d: u32| {
        let mut found = false;
        for e in &map.results {
            e.walk(&mut |x| found |= *x == AffineExpr::Dim(d));
        }
        found
    };
    let kept: Vec<u32> = (0..map.n_dims).filter(|&d| used(d)).collect();
    let dims: Vec<AffineExpr> = (0..map.n_dims)
        .map(|d| match kept.iter().position(|&k| k == d) {
            Some(new) => AffineExpr::Dim(new as u32),
            None => AffineExpr::Const(0),
        })
        .collect();
    let results = map.results.iter().map(|e| e.substitute(&dims, &[])).collect();
    let new_map = AffineMap::new(kept.len() as u32, results);
    let mut values = operands[..first].to_vec();
    values.extend(kept.iter().map(|&k| operands[first + k as usize]));
    s.rw.body.set_operands(op, &values);
    s.rw.set_attr(op, "map", Some(cx.map_attr(new_map)));
}
