//! Element-by-element nests: lanes along the last axis, threads over the rest.

use terrace_ir::{AffineExpr, OpId};
use terrace_loop as loops;

use super::{Along, Machine, axis_accesses, coefficient, lanes, parallelize};
use crate::schedule::nest::{Schedule, Step};

/// Vectorizes the last axis, with what does not fill a vector cut off, and runs the other loops on
/// all threads.
pub(super) fn schedule(s: &mut Schedule<'_>, block: OpId, machine: &Machine) -> Step<()> {
    let around = s.loops_around(block);
    let (Some(&first), Some(&last)) = (around.first(), around.last()) else { return Ok(()) };
    let points: i64 = s.block_view(block).axis_extents().iter().product();
    let worth = points >= machine.min_parallel_points;
    let (block, last) =
        if around.len() > 1 { without_borders(s, block, last)? } else { (block, last) };
    let stop = vectorize_last(s, block, last, machine)?;
    // A nest of one loop: its vectors are what threads share.
    let first = if s.rw.body.is_dead(first) { stop.unwrap_or(first) } else { first };
    if worth { parallelize(s, first, stop.filter(|l| *l != first)) } else { Ok(()) }
}

/// Cuts off the iterations of the last loop that read padding, where lanes would have to ask one by
/// one; gives the block and the loop of the others.
fn without_borders(s: &mut Schedule<'_>, block: OpId, last: OpId) -> Step<(OpId, OpId)> {
    let extent = s.extent(last, "cut")?;
    let Some((low, high)) = unpadded(s, block, last) else { return Ok((block, last)) };
    let (low, high) = (low.max(0), high.min(extent));
    if (low, high) == (0, extent) || high <= low {
        return Ok((block, last));
    }
    let mut inside = last;
    if low > 0 {
        inside = s.cut(last, low)?;
    }
    if high < extent {
        s.cut(inside, high - low)?;
    }
    Ok((s.blocks_under(inside).first().copied().unwrap_or(block), inside))
}

/// The iterations of a loop in which no padded load leaves its buffer on account of that loop;
/// `None` when they are no interval of its variable.
fn unpadded(s: &Schedule<'_>, block: OpId, l: OpId) -> Option<(i64, i64)> {
    let [axis] = s.axes_of(block, l)[..] else { return None };
    let view = s.block_view(block);
    let var = AffineExpr::Dim(view.0.operands().position(|v| v == s.var(l))? as u32);
    (view.binding_map()?.results[axis] == var).then_some(())?;
    let (mut low, mut high) = (i64::MIN, i64::MAX);
    for op in s.rw.body.ops_below(block) {
        let Some(load) = loops::Load::cast(s.op(op)).filter(|load| load.pad().is_some()) else {
            continue;
        };
        let (map, shape) = (load.index_map()?, s.rw.ty(load.buffer()).static_shape(s.rw.cx)?);
        let at = load.indices().iter().position(|&v| s.axis_of(block, v) == Some(axis));
        let Some(at) = at.map(|at| AffineExpr::Dim(at as u32)) else { continue };
        for (index, &size) in map.results.iter().zip(shape) {
            match coefficient(index, &at) {
                Some(0) => {}
                // The index is the axis and a constant.
                Some(1) => {
                    let shift = index.eval(&vec![0; map.n_dims as usize], &[])?;
                    let rest = index.clone() + at.clone() * AffineExpr::Const(-1);
                    let fixed =
                        (0..map.n_dims).all(|d| coefficient(&rest, &AffineExpr::Dim(d)) == Some(0));
                    fixed.then_some(())?;
                    (low, high) = (low.max(-shift), high.min(size - shift));
                }
                _ => return None,
            }
        }
    }
    (high < i64::MAX).then_some((low, high))
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
