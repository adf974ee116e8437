//! Reductions with a contiguous parallel axis: a tile of accumulators stays in registers for the
//! whole reduction, rows by columns of vectors, and what follows element by element runs on the
//! tile before it is written.
//!
//! This is the micro-kernel of matrix products and direct convolutions (BLIS; Intel's libxsmm):
//! one operand is loaded as vectors along the columns, the other is broadcast for each row.

use terrace_ir::OpId;
use terrace_loop as loops;

use super::{Along, AxisAccess, Machine, axis_accesses, lanes, loop_of_axis, parallelize};
use crate::schedule::nest::{Schedule, Step};

/// The part each axis plays in the tile.
struct Roles {
    /// Lanes: contiguous in the output and wherever it occurs.
    column: usize,
    /// A second column axis (blocks of channels), outside of the operand that is broadcast.
    outer_column: Option<usize>,
    /// Rows: do not occur where the columns do, in at least one operand.
    row: Option<usize>,
}

/// Schedules a reduction and the element-by-element block that reads its result; gives the blocks
/// it took care of.
pub(super) fn schedule(s: &mut Schedule<'_>, block: OpId, machine: &Machine) -> Step<Vec<OpId>> {
    let n_lanes = lanes(s, block, machine);
    let Some(roles) = roles(s, block, n_lanes) else {
        return plain(s, block, machine);
    };
    let Some(column) = loop_of_axis(s, block, roles.column) else { return Ok(vec![block]) };
    let extent = s.extent(column, "tile")?;
    let rest = extent % n_lanes;
    let mut done = vec![block];
    if extent > n_lanes && rest != 0 {
        done.extend(cut_columns(s, block, &roles, extent - rest, machine)?);
    }
    done.extend(tile(s, block, &roles, n_lanes, machine)?);
    Ok(done)
}

/// A reduction without a contiguous parallel axis: lanes along its terms if these are contiguous,
/// else one sum after the other; threads over the parallel axes.
fn plain(s: &mut Schedule<'_>, block: OpId, machine: &Machine) -> Step<Vec<OpId>> {
    let points = s.block_view(block).axis_extents().iter().product::<i64>();
    let worth = points >= machine.min_parallel_points;
    if !super::rows::lanes_along_terms(s, block, machine)? {
        let view = s.block_view(block);
        let (n, n_axes) = (view.parallel_count(), view.axis_names().len());
        let around = s.loops_around(block);
        let own: Option<Vec<OpId>> = (0..n_axes).map(|axis| loop_of_axis(s, block, axis)).collect();
        let in_order = own.filter(|own| *own == around);
        if let Some((outside, reduce)) = in_order.as_ref().and_then(|own| own.split_at_checked(n)) {
            let nest = Nest {
                outside: outside.to_vec(),
                reduce: reduce.to_vec(),
                inside: Vec::new(),
                lanes: 1,
            };
            return nest.finish(s, block, worth);
        }
    }
    if let Some(&first) = s.loops_around(block).first()
        && worth
        && !s.feeds_reduce_axis(block, first)
    {
        parallelize(s, first, None)?;
    }
    Ok(vec![block])
}

fn roles(s: &Schedule<'_>, block: OpId, n_lanes: i64) -> Option<Roles> {
    let accesses = axis_accesses(s, block);
    let view = s.block_view(block);
    let (n_parallel, extents) = (view.parallel_count(), view.axis_extents());
    let output = s.written_buffers(block);
    let loads: Vec<&AxisAccess> =
        accesses.iter().filter(|a| !a.is_store && !output.contains(&a.buffer)).collect();
    let stores: Vec<&AxisAccess> = accesses.iter().filter(|a| a.is_store).collect();
    let is_column = |axis: &usize| {
        extents[*axis] > 1
            && stores.iter().all(|a| a.along(*axis) == Along::Contiguous)
            && loads.iter().all(|a| a.along(*axis) != Along::Other)
    };
    let column = (0..n_parallel).rev().find(is_column)?;
    let wide: Vec<&&AxisAccess> =
        loads.iter().filter(|a| a.along(column) == Along::Contiguous).collect();
    let has = |a: &AxisAccess, axis: usize| a.along(axis) != Along::Free;
    let others = || (0..n_parallel).rev().filter(|a| *a != column && extents[*a] > 1);
    let row = others().find(|&axis| wide.iter().any(|a| !has(a, axis)));
    let broadcast = || loads.iter().filter(|a| a.along(column) == Along::Free);
    let outer_column = (extents[column] <= n_lanes && broadcast().count() > 0)
        .then(|| {
            others().find(|&axis| {
                Some(axis) != row
                    && wide.iter().all(|a| has(a, axis))
                    && broadcast().all(|a| !has(a, axis))
            })
        })
        .flatten();
    Some(Roles { column, outer_column, row })
}

/// Cuts the columns that do not fill a vector off the block and off its only reader, and gives them
/// a buffer of their own.
fn cut_columns(
    s: &mut Schedule<'_>,
    block: OpId,
    roles: &Roles,
    at: i64,
    machine: &Machine,
) -> Step<Vec<OpId>> {
    let reader = epilogue(s, block);
    let reader_loop = match &reader {
        Some((reader, axes)) => match axes.get(roles.column).copied().flatten() {
            Some(axis) => loop_of_axis(s, *reader, axis),
            None => None,
        },
        None => None,
    };
    let Some(column) = loop_of_axis(s, block, roles.column) else { return Ok(Vec::new()) };
    // The reductions inside must be cut as a whole: bring the columns outside first.
    let outermost = s.loops_around(block)[0];
    if column != outermost {
        let mut order = vec![column];
        order.extend(s.loops_around(block).into_iter().filter(|l| *l != column));
        s.reorder(&order)?;
    }
    let tail = s.cut(column, at)?;
    let tail_blocks = s.blocks_under(tail);
    let mut done = tail_blocks.clone();
    if let (Some((reader, _)), Some(l)) = (reader, reader_loop) {
        let mut order = vec![l];
        order.extend(s.loops_around(reader).into_iter().filter(|o| *o != l));
        s.reorder(&order)?;
        let reader_tail = s.cut(l, at)?;
        let readers = s.blocks_under(reader_tail);
        let mut both = tail_blocks.clone();
        both.extend(&readers);
        s.split_buffer(&both)?;
        done.extend(readers);
    }
    for b in tail_blocks {
        let n = s.extent(tail, "tile")?;
        let lanes = if n.count_ones() == 1 && n > 1 { n } else { 1 };
        done.extend(tile(s, b, roles, lanes, machine)?);
    }
    Ok(done)
}

/// The block that reads the result element by element, if it is the only reader, and the axis of
/// it behind each parallel axis of `block`.
fn epilogue(s: &Schedule<'_>, block: OpId) -> Option<(OpId, Vec<Option<usize>>)> {
    let buffer = s.single_output(block).ok()?;
    let mut readers: Vec<OpId> =
        s.accesses(buffer)?.into_iter().map(|a| a.block).filter(|b| *b != block).collect();
    readers.sort_unstable();
    readers.dedup();
    let [reader] = readers.as_slice() else { return None };
    if super::is_reduction(s, *reader) {
        return None;
    }
    let own = s.stored_axes(block, buffer)?;
    let theirs = s.loaded_axes(*reader, buffer)?;
    let n = s.block_view(block).parallel_count();
    let mut pairs = vec![None; n];
    for (mine, other) in own.iter().zip(&theirs) {
        if let Some(mine) = mine {
            pairs[*mine] = *other;
        }
    }
    Some((*reader, pairs))
}

/// Rows and vectors of columns of the register tile: as many accumulators as fit, with the fewest
/// loads for each multiplication.
fn tile_shape(rows: i64, vectors: i64, machine: &Machine) -> (i64, i64) {
    let divisors = |n: i64, most: i64| (1..=most.min(n)).filter(move |d| n % d == 0);
    let mut best = (1, 1);
    let mut best_cost = f64::INFINITY;
    for v in divisors(vectors, 4) {
        for r in divisors(rows, 14) {
            // Accumulators, the vectors of one step, and one element to broadcast.
            if r * v + v + 1 > machine.vector_registers {
                continue;
            }
            // Loads per multiplication, and latency that too few accumulators leave uncovered.
            let loads = (r + v) as f64 / (r * v) as f64;
            let cost = loads.max(8.0 / (r * v) as f64 * 0.6);
            if cost < best_cost {
                (best, best_cost) = ((r, v), cost);
            }
        }
    }
    best
}

fn tile(
    s: &mut Schedule<'_>,
    block: OpId,
    roles: &Roles,
    n_lanes: i64,
    machine: &Machine,
) -> Step<Vec<OpId>> {
    let view = s.block_view(block);
    let (n_parallel, n_axes) = (view.parallel_count(), view.axis_names().len());
    let points: i64 = view.axis_extents().iter().product();
    let loop_at = |s: &Schedule<'_>, axis| loop_of_axis(s, block, axis);
    let Some(column) = loop_at(s, roles.column) else { return Ok(Vec::new()) };
    let extent = s.extent(column, "tile")?;
    let lanes = n_lanes.min(extent);
    let row = roles.row.and_then(|r| loop_at(s, r));
    let outer = roles.outer_column.and_then(|o| loop_at(s, o));
    let rows = row.map_or(Ok(1), |l| s.extent(l, "tile"))?;
    let vectors = match outer {
        Some(o) => s.extent(o, "tile")?,
        None => extent / lanes,
    };
    let (tile_rows, tile_vectors) = tile_shape(rows, vectors, machine);

    // Outer loops in the order they have, then the reduction, then rows, vectors, lanes.
    let mut outside: Vec<OpId> = Vec::new();
    let mut inside: Vec<OpId> = Vec::new();
    let column_parts = match outer {
        Some(_) => vec![column],
        None => s.split(column, &[tile_vectors, lanes])?,
    };
    let row_parts = row.map(|l| s.split(l, &[tile_rows])).transpose()?;
    let outer_parts = outer.map(|l| s.split(l, &[tile_vectors])).transpose()?;
    for axis in 0..n_parallel {
        if axis == roles.column {
            if column_parts.len() == 3 {
                outside.push(column_parts[0]);
            }
        } else if Some(axis) == roles.row {
            outside.extend(row_parts.as_ref().map(|p| p[0]));
        } else if Some(axis) == roles.outer_column {
            outside.extend(outer_parts.as_ref().map(|p| p[0]));
        } else {
            outside.extend(loop_at(s, axis));
        }
    }
    // Rows vary fastest outside, so that a panel of columns is used again while it is near.
    if let Some(parts) = &row_parts {
        outside.retain(|l| *l != parts[0]);
        outside.push(parts[0]);
    }
    let reduce: Vec<OpId> = (n_parallel..n_axes).filter_map(|a| loop_at(s, a)).collect();
    inside.extend(row_parts.as_ref().map(|p| p[1]));
    inside.extend(outer_parts.as_ref().map(|p| p[1]));
    inside.extend(column_parts[column_parts.len().saturating_sub(2)..].iter().copied());
    inside.retain(|l| !outside.contains(l));
    let order: Vec<OpId> = outside.iter().chain(&reduce).chain(&inside).copied().collect();
    s.reorder(&order)?;

    let nest = Nest { outside, reduce, inside, lanes };
    nest.finish(s, block, points >= machine.min_parallel_points)
}

/// The loops of a tiled reduction.
struct Nest {
    /// Around the tile.
    outside: Vec<OpId>,
    /// Over the reduce axes.
    reduce: Vec<OpId>,
    /// Inside the tile: rows, vectors, lanes.
    inside: Vec<OpId>,
    lanes: i64,
}

impl Nest {
    /// Brings what follows into the tile, sets kinds, takes the initialisation out.
    fn finish(&self, s: &mut Schedule<'_>, block: OpId, worth: bool) -> Step<Vec<OpId>> {
        let mut done = Vec::new();
        if let Some(&at) = self.outside.last() {
            let after = match epilogue(s, block) {
                Some((reader, _)) => reader,
                None => s.cache_write(block, "local")?,
            };
            s.reverse_compute_at(after, at)?;
            copy_out(s, after, self.lanes)?;
            done.push(after);
        }
        if let Some((&lane, unrolled)) = self.inside.split_last() {
            if self.lanes > 1 {
                s.vectorize(lane)?;
            }
            for &l in unrolled {
                s.unroll(l)?;
            }
        }
        if let Some(&first) = self.reduce.first() {
            done.push(s.decompose_reduction(block, first)?);
        }
        self.unroll_taps(s)?;
        if let (true, Some((&first, others))) = (worth, self.outside.split_first()) {
            // Without a tile an iteration is short: the last loop only counts on.
            let stop = others.last().copied().filter(|_| self.inside.is_empty());
            parallelize(s, first, stop)?;
        }
        Ok(done)
    }
}

impl Nest {
    /// Copies out a short reduction of single sums: its loops would cost more than its steps.
    fn unroll_taps(&self, s: &mut Schedule<'_>) -> Step<()> {
        let mut n_steps = 1i64;
        for &l in &self.reduce {
            n_steps = n_steps.saturating_mul(s.extent(l, "unroll")?);
        }
        if self.inside.is_empty() && n_steps <= 16 {
            self.reduce.iter().try_for_each(|&l| s.unroll(l))?;
        }
        Ok(())
    }
}

/// The nest that follows the tile: lanes along its last axis, the rest unrolled.
fn copy_out(s: &mut Schedule<'_>, block: OpId, lanes: i64) -> Step<()> {
    let around = s.loops_around(block);
    let own: Vec<OpId> =
        around.iter().rev().copied().take_while(|&l| s.blocks_under(l) == [block]).collect();
    for (i, &l) in own.iter().enumerate() {
        let extent = s.extent(l, "unroll")?;
        if i > 0 {
            s.unroll(l)?;
        } else if extent > lanes && extent % lanes == 0 && lanes > 1 {
            let parts = s.split(l, &[lanes])?;
            s.vectorize(parts[1])?;
            s.unroll(parts[0])?;
        } else if extent == lanes && lanes > 1 {
            s.vectorize(l)?;
        } else if s.loop_view(l).loop_kind() == Some(loops::Kind::Serial) {
            s.unroll(l)?;
        }
    }
    Ok(())
}
