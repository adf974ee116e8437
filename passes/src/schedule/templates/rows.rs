//! Reductions along rows: partial results in the lanes of vectors, and the steps of a normalisation
//! or softmax one row after the other, while the row is near.

use terrace_ir::OpId;

use super::{Along, Machine, axis_accesses, elementwise, is_reduction, lanes, loop_of_axis};
use crate::schedule::nest::{Schedule, Step};

/// Schedules a function whose blocks all work on the same rows; gives `false`, with nothing
/// changed, for any other.
pub(super) fn schedule(s: &mut Schedule<'_>, machine: &Machine) -> Step<bool> {
    let blocks = s.blocks();
    let Some((&last, producers)) = blocks.split_last() else { return Ok(false) };
    let Some(n_rows) = common_rows(s, last, producers) else { return Ok(false) };
    let row = s.loops_around(last)[n_rows - 1];
    for &producer in producers.iter().rev() {
        s.compute_at(producer, row)?;
    }
    for &block in &blocks {
        if is_reduction(s, block) {
            lanes_along_terms(s, block, machine)?;
        } else if let Some(&inner) = s.loops_around(block).last().filter(|l| **l != row) {
            elementwise::vectorize_last(s, block, inner, machine)?;
        }
    }
    let points: i64 = blocks
        .iter()
        .map(|&b| s.block_view(b).axis_extents().iter().product::<i64>())
        .fold(0, i64::saturating_add);
    if let Some(&first) = s.loops_around(row).first().or(Some(&row))
        && points >= machine.min_parallel_points
    {
        super::parallelize(s, first, None)?;
    }
    Ok(true)
}

/// How many leading axes of all blocks are the same rows: each block reads, of what another wrote,
/// its own row alone. `None` if there is no row, or if a reduction has better lanes than its terms.
fn common_rows(s: &Schedule<'_>, last: OpId, producers: &[OpId]) -> Option<usize> {
    let whole = s.block_view(last).axis_extents();
    let reductions: Vec<OpId> = producers.iter().copied().filter(|&b| is_reduction(s, b)).collect();
    if is_reduction(s, last) || reductions.is_empty() || s.loops_around(last).len() != whole.len() {
        return None;
    }
    let mut n_rows = whole.len();
    for &block in &reductions {
        let view = s.block_view(block);
        let own = view.axis_extents();
        let same = own[..view.parallel_count()].iter().zip(&whole).take_while(|(a, b)| a == b);
        n_rows = n_rows.min(same.count());
        contiguous_term(s, block)?;
    }
    let rows_apart = |block: OpId| {
        let view = s.block_view(block);
        let n = view.parallel_count();
        let buffer = s.single_output(block).ok()?;
        let alloc = s.rw.body.def_op(buffer)?;
        let own = s.stored_axes(block, buffer)?;
        let fits = n >= n_rows
            && s.op(alloc).is(&terrace_loop::Alloc::DEF)
            && view.axis_extents()[..n_rows] == whole[..n_rows]
            && (0..n_rows).all(|i| own.get(i) == Some(&Some(i)));
        let readers = s.accesses(buffer)?.into_iter().map(|a| a.block).filter(|b| *b != block);
        let in_row = |reader| {
            let theirs = s.loaded_axes(reader, buffer)?;
            (0..n_rows).all(|i| theirs.get(i) == Some(&Some(i))).then_some(())
        };
        let readers: Option<Vec<()>> = readers.map(in_row).collect();
        (fits && readers.is_some_and(|r| !r.is_empty())).then_some(())
    };
    let apart: Option<Vec<()>> = producers.iter().map(|&b| rows_apart(b)).collect();
    (n_rows > 0 && apart.is_some()).then_some(n_rows)
}

/// The innermost reduce axis, when what is read along it lies in order, and no parallel axis does.
fn contiguous_term(s: &Schedule<'_>, block: OpId) -> Option<usize> {
    let view = s.block_view(block);
    let (n, extents) = (view.parallel_count(), view.axis_extents());
    let axis = extents.len().checked_sub(1).filter(|axis| *axis >= n)?;
    let output = s.written_buffers(block);
    let accesses = axis_accesses(s, block);
    let mut loads = accesses.iter().filter(|a| !a.is_store && !output.contains(&a.buffer));
    let in_order = loads.clone().all(|a| a.along(axis) != Along::Other)
        && loads.clone().any(|a| a.along(axis) == Along::Contiguous);
    let is_lane = |p: usize| extents[p] > 1 && loads.any(|a| a.along(p) == Along::Contiguous);
    let beside = (0..n).any(is_lane);
    (in_order && !beside && view.reassoc().is_some()).then_some(axis)
}

/// Reduces into the lanes of vectors, then these by halves; gives `false` for other reductions,
/// which it leaves alone.
pub(super) fn lanes_along_terms(
    s: &mut Schedule<'_>,
    block: OpId,
    machine: &Machine,
) -> Step<bool> {
    let n_lanes = lanes(s, block, machine);
    let term = contiguous_term(s, block).and_then(|axis| loop_of_axis(s, block, axis));
    let Some(term) = term.filter(|l| s.loops_around(block).last() == Some(l)) else {
        return Ok(false);
    };
    let extent = s.extent(term, "rfactor")?;
    let n_vectors = extent / n_lanes;
    if n_vectors < 1 || n_lanes.count_ones() != 1 {
        return Ok(false);
    }
    if extent % n_lanes != 0 {
        s.cut(term, n_vectors * n_lanes)?;
    }
    // Several sums side by side hide the latency of one, if each is still long.
    let fits = |v: &i64| n_vectors % v == 0 && n_vectors / v >= 4;
    let vectors = [4, 3, 2].into_iter().find(fits).unwrap_or(1);
    let parts = s.split(term, &[vectors * n_lanes])?;
    s.rfactor(block, parts[1])?;
    lanes_of(s, parts[1], n_lanes)?;
    let mut width = n_lanes;
    if vectors == 1 {
        width /= 2;
    }
    let over_parts = |s: &Schedule<'_>| s.loops_around(block).last().copied();
    while width > 1 {
        let Some(l) = over_parts(s) else { return Ok(true) };
        let parts = s.split(l, &[width])?;
        s.rfactor(block, parts[1])?;
        s.unroll(parts[0])?;
        lanes_of(s, parts[1], n_lanes)?;
        width /= 2;
    }
    over_parts(s).map_or(Ok(()), |l| s.unroll(l))?;
    Ok(true)
}

/// Makes a loop vectors of so many lanes, one after the other.
fn lanes_of(s: &mut Schedule<'_>, l: OpId, n_lanes: i64) -> Step<()> {
    if s.extent(l, "vectorize")? <= n_lanes {
        return s.vectorize(l);
    }
    let parts = s.split(l, &[n_lanes])?;
    s.unroll(parts[0])?;
    s.vectorize(parts[1])
}
