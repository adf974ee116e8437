//! The default schedules: what a kernel gets when no script says otherwise.
//!
//! Templates use only the primitives that users have. They look at how formulas access memory, not
//! at names of layers: a convolution over channel blocks, a matrix product and a pool are all "a
//! reduction with a contiguous axis".

mod elementwise;
mod reduction;
mod rows;

use terrace_ir::{AffineExpr, OpId};
use terrace_loop as loops;

use super::nest::{Schedule, Step};

/// What a template must know about the machine.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    /// Width of a vector register in bits.
    pub vector_bits: i64,
    /// How many vector registers there are, for accumulators and operands.
    pub vector_registers: i64,
    /// A nest with fewer points runs on one thread: handing it out costs more.
    pub min_parallel_points: i64,
}

impl Machine {
    /// A machine with vectors of this width: 32 registers with 512 bits, else 16.
    pub fn with_vectors(vector_bits: i64) -> Machine {
        let vector_registers = if vector_bits >= 512 { 32 } else { 16 };
        Machine { vector_bits, vector_registers, min_parallel_points: 16 * 1024 }
    }
}

/// Schedules every nest of a function.
///
/// # Errors
/// The first refusal of a primitive; what was done before it stands and is correct.
pub fn schedule(s: &mut Schedule<'_>, machine: &Machine) -> Step<()> {
    if rows::schedule(s, machine)? {
        return Ok(());
    }
    let mut done: Vec<OpId> = Vec::new();
    for block in s.blocks() {
        if s.rw.body.is_dead(block) || done.contains(&block) {
            continue;
        }
        let view = s.block_view(block);
        if view.parallel_count() < view.axis_names().len() {
            done.extend(reduction::schedule(s, block, machine)?);
        }
    }
    for block in s.blocks() {
        if !s.rw.body.is_dead(block) && !done.contains(&block) && !is_reduction(s, block) {
            elementwise::schedule(s, block, machine)?;
        }
    }
    Ok(())
}

fn is_reduction(s: &Schedule<'_>, block: OpId) -> bool {
    let view = s.block_view(block);
    view.parallel_count() < view.axis_names().len()
}

/// Lanes of a vector of the block's widest element.
fn lanes(s: &Schedule<'_>, block: OpId, machine: &Machine) -> i64 {
    let buffers = s.written_buffers(block).into_iter().chain(s.read_buffers(block));
    let bytes = buffers.filter_map(|b| s.rw.ty(b).elem_bytes(s.rw.cx)).max().unwrap_or(4);
    (machine.vector_bits / 8 / bytes as i64).max(1)
}

/// How an access meets one axis of its block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Along {
    /// The axis does not occur.
    Free,
    /// The axis is the last index, by itself or with a shift.
    Contiguous,
    /// Anything else.
    Other,
}

/// A load or store with its indices over the axes of its block.
struct AxisAccess {
    is_store: bool,
    buffer: terrace_ir::ValueId,
    indices: Vec<AffineExpr>,
    /// The axis behind each dimension of the indices.
    axes: Vec<Option<usize>>,
}

impl AxisAccess {
    fn along(&self, axis: usize) -> Along {
        let Some(dim) = self.axes.iter().position(|a| *a == Some(axis)) else { return Along::Free };
        let dim = AffineExpr::Dim(dim as u32);
        let names = |e: &AffineExpr| {
            let mut found = false;
            e.walk(&mut |x| found |= *x == dim);
            found
        };
        let Some((last, outer)) = self.indices.split_last() else { return Along::Free };
        match (outer.iter().any(names), names(last)) {
            (false, false) => Along::Free,
            (false, true) if coefficient(last, &dim) == Some(1) => Along::Contiguous,
            _ => Along::Other,
        }
    }
}

/// The factor of a variable in a sum; `None` when it occurs in another way.
fn coefficient(expr: &AffineExpr, var: &AffineExpr) -> Option<i64> {
    match expr {
        _ if expr == var => Some(1),
        AffineExpr::Add(a, b) => Some(coefficient(a, var)? + coefficient(b, var)?),
        AffineExpr::Mul(a, b) => match b.as_const() {
            Some(c) => Some(coefficient(a, var)? * c),
            None => None,
        },
        AffineExpr::Dim(_) | AffineExpr::Sym(_) | AffineExpr::Const(_) => Some(0),
        _ => None,
    }
}

fn axis_accesses(s: &Schedule<'_>, block: OpId) -> Vec<AxisAccess> {
    let mut found = Vec::new();
    for op in s.rw.body.ops_below(block) {
        let view = s.op(op);
        let (map, operands, is_store, buffer) = if let Some(load) = loops::Load::cast(view) {
            (load.index_map(), load.indices(), false, load.buffer())
        } else if let Some(store) = loops::Store::cast(view) {
            (store.index_map(), store.indices(), true, store.buffer())
        } else {
            continue;
        };
        let Some(map) = map else { continue };
        let axes = operands.iter().map(|&v| s.axis_of(block, v)).collect();
        found.push(AxisAccess { is_store, buffer, indices: map.results, axes });
    }
    found
}

/// The loop whose variable alone is the binding of an axis.
fn loop_of_axis(s: &Schedule<'_>, block: OpId, axis: usize) -> Option<OpId> {
    let plain = |l: &OpId| s.axes_of(block, *l) == [axis];
    let mut around = s.loops_around(block);
    around.retain(plain);
    match around.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// Fuses the loops from `first` on that are perfectly nested, up to and without `stop`, and runs
/// the result on all threads.
fn parallelize(s: &mut Schedule<'_>, first: OpId, stop: Option<OpId>) -> Step<()> {
    let mut l = first;
    while let Some(inner) = s.only_inner_loop(l) {
        let serial = |l: OpId| s.loop_view(l).loop_kind() == Some(loops::Kind::Serial);
        let reduces = |l: OpId| s.blocks_under(l).iter().any(|&b| s.feeds_reduce_axis(b, l));
        let free = |l: OpId| s.blocks_under(l).iter().all(|&b| !s.axes_of(b, l).is_empty());
        // A loop of one iteration shares nothing, whatever depends on it.
        let single = s.extent(l, "parallel")? == 1;
        if !serial(inner) || reduces(inner) || !free(inner) || (Some(inner) == stop && !single) {
            break;
        }
        l = s.fuse(l, inner)?;
    }
    if s.extent(l, "parallel")? == 1 { Ok(()) } else { s.parallel(l) }
}
