//! Element-by-element nests: lanes along the last axis, threads over the rest.

use terrace_ir::OpId;

use super::{Along, Machine, axis_accesses, lanes, parallelize};
use crate::schedule::nest::{Schedule, Step};

/// Vectorizes the last axis, with what does not fill a vector cut off, and runs the other loops on
/// all threads.
pub(super) fn schedule(s: &mut Schedule<'_>, block: OpId, machine: &Machine) -> Step<()> {
    let around = s.loops_around(block);
    let (Some(&first), Some(&last)) = (around.first(), around.last()) else { return Ok(()) };
    let points: i64 = s.block_view(block).axis_extents().iter().product();
    let worth = points >= machine.min_parallel_points;
    let stop = vectorize_last(s, block, last, machine)?;
    // A nest of one loop: its vectors are what threads share.
    let first = if s.rw.body.is_dead(first) { stop.unwrap_or(first) } else { first };
    if worth { parallelize(s, first, stop.filter(|l| *l != first)) } else { Ok(()) }
}

/// Gives the loop over vectors, if there is one.
pub(super) fn vectorize_last(
    s: &mut Schedule<'_>,
    block: OpId,
    last: OpId,
    machine: &Machine,
) -> Step<Option<OpId>> {
    let axis = match s.axes_of(block, last).as_slice() {
        [one] => *one,
        _ => return Ok(None),
    };
    let stores_in_order = axis_accesses(s, block)
        .iter()
        .filter(|a| a.is_store)
        .all(|a| a.along(axis) == Along::Contiguous);
    if !stores_in_order {
        return Ok(None);
    }
    let (extent, lanes) = (s.extent(last, "vectorize")?, lanes(s, block, machine));
    if extent < lanes {
        if extent > 1 && extent.count_ones() == 1 {
            s.vectorize(last)?;
            return Ok(Some(last));
        }
        return Ok(None);
    }
    let rest = extent % lanes;
    if rest != 0 {
        let tail = s.cut(last, extent - rest)?;
        if rest > 1 && rest.count_ones() == 1 {
            s.vectorize(tail)?;
        }
    }
    let parts = s.split(last, &[lanes])?;
    s.vectorize(parts[1])?;
    Ok(Some(parts[0]))
}
