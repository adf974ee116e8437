//! Meaning of `loop`: loops, instances of blocks, and accesses to buffers.
//!
//! A checked run finds races between the iterations of unordered loops, reads of elements that
//! nobody wrote, and instances outside the box of a block's axes.

use smallvec::SmallVec;
use terrace_ir::eval::{AffineFn, CompiledBlock, Compiler, Frame, Reason, Trap, Value};
use terrace_ir::{AffineExpr, BlockId, DYNAMIC, OpRef, Reported};

use crate::eval_lanes::VectorBlock;
use crate::{Block, For, Kind, Load, Store};

type Compiled = Result<(), Reported>;

/// Index expressions over slots.
pub(crate) fn exprs(
    c: &mut Compiler<'_>,
    op: OpRef<'_>,
    exprs: &[AffineExpr],
    n_dims: u32,
    slots: &[u32],
) -> Result<Vec<AffineFn>, Reported> {
    let (dims, syms) = slots.split_at((n_dims as usize).min(slots.len()));
    let all: Option<Vec<AffineFn>> = exprs.iter().map(|e| AffineFn::new(e, dims, syms)).collect();
    all.ok_or_else(|| c.unsupported(op, "an index expression names a value that is not there"))
}

pub(crate) fn slots(
    c: &mut Compiler<'_>,
    op: OpRef<'_>,
    range: std::ops::Range<usize>,
) -> Vec<u32> {
    c.operands_in(op, range).iter().map(|s| s.idx()).collect()
}

pub(crate) fn for_loop(c: &mut Compiler<'_>, op: OpRef<'_>) -> Compiled {
    let this = For(op);
    let (Some(bounds), Some(kind), Some(block)) = (this.bounds(), this.loop_kind(), this.block())
    else {
        return Err(c.unsupported(op, "it is malformed"));
    };
    let n_lower = bounds.lower_operands.len();
    let lower_slots = slots(c, op, 0..n_lower);
    let upper_slots = slots(c, op, n_lower..op.n_operands());
    let lower = exprs(c, op, &bounds.lower.results, bounds.lower.n_dims, &lower_slots)?;
    let upper = exprs(c, op, &bounds.upper.results, bounds.upper.n_dims, &upper_slots)?;
    let range = Range { lower, upper, step: bounds.step };
    if let Some(at) = kind.stages(op.cx) {
        return pipeline(c, op, block, range, &at);
    }
    let body = c.compile_block(op.body, block)?;
    let Some(iv) = body.args.first().map(|s| s.idx) else {
        return Err(c.unsupported(op, "its body lacks the loop variable"));
    };
    let lanes = match kind {
        Kind::Vector if !c.is_checked() => VectorBlock::compile(c, op, block)?,
        _ => None,
    };
    c.emit(move |frame| {
        let (low, n) = range.of(frame)?;
        let step = range.step;
        if let Some(lanes) = lanes.as_ref().filter(|_| n > 1)
            && lanes.run(frame, low, step, n)?
        {
            return Ok(());
        }
        let run = |frame: &mut Frame, range: std::ops::Range<usize>, logged: bool| {
            for at in range {
                if logged {
                    frame.iteration(at as u64);
                }
                frame.set_int(iv, low + at as i64 * step);
                body.run(frame)?;
            }
            Ok(())
        };
        if !kind.is_unordered() {
            return run(frame, 0..n, false);
        }
        frame.begin_parallel();
        if kind == Kind::Parallel {
            frame.parallel(n, 1, |frame, range| run(frame, range, true))?;
        } else {
            run(frame, 0..n, true)?;
        }
        frame.end_parallel();
        Ok(())
    });
    Ok(())
}

/// The bounds of a loop.
struct Range {
    lower: Vec<AffineFn>,
    upper: Vec<AffineFn>,
    step: i64,
}

impl Range {
    /// Where the variable starts, and how many iterations there are.
    fn of(&self, frame: &Frame) -> Result<(i64, usize), Trap> {
        let mut low = i64::MIN;
        for f in &self.lower {
            low = low.max(f.eval(frame)?);
        }
        let mut high = i64::MAX;
        for f in &self.upper {
            high = high.min(f.eval(frame)?);
        }
        let step = i128::from(self.step);
        let n = (i128::from(high) - i128::from(low) + step - 1) / step;
        let n = usize::try_from(n.max(0)).map_err(|_| Trap::invalid("too many iterations"))?;
        Ok((low, n))
    }
}

/// Stages side by side: at time `t` stage `s` works on iteration `t - s`. In a checked run they are
/// the iterations of an unordered loop, so that one may not touch what another one writes.
fn pipeline(
    c: &mut Compiler<'_>,
    op: OpRef<'_>,
    block: BlockId,
    range: Range,
    at: &[i64],
) -> Compiled {
    let n_stages = at.iter().max().map_or(0, |m| m + 1);
    let mut stages = Vec::new();
    for stage in 0..n_stages {
        stages.push(c.compile_some(op.body, block, |i| at.get(i) == Some(&stage))?);
    }
    let Some(iv) = stages.first().and_then(|s| s.args.first()).map(|s| s.idx) else {
        return Err(c.unsupported(op, "its pipeline has no stage"));
    };
    c.emit(move |frame| {
        let (low, n) = range.of(frame)?;
        for time in 0..n.saturating_add(stages.len() - 1) {
            frame.begin_parallel();
            for (s, stage) in stages.iter().enumerate() {
                let Some(iteration) = time.checked_sub(s).filter(|i| *i < n) else { continue };
                frame.iteration(s as u64);
                frame.set_int(iv, low + iteration as i64 * range.step);
                stage.run(frame)?;
            }
            frame.end_parallel();
        }
        Ok(())
    });
    Ok(())
}

/// One instance: conditions, init at the first reduction step, body.
struct Instance {
    bindings: Vec<AffineFn>,
    conditions: Vec<(AffineFn, bool)>,
    extents: Vec<i64>,
    n_parallel: usize,
    init: Option<CompiledBlock>,
    body: CompiledBlock,
}

pub(crate) fn block(c: &mut Compiler<'_>, op: OpRef<'_>) -> Compiled {
    let this = Block(op);
    let (Some(map), Some(body)) = (this.binding_map(), this.body_block()) else {
        return Err(c.unsupported(op, "it is malformed"));
    };
    let vars = slots(c, op, 0..op.n_operands());
    let bindings = exprs(c, op, &map.results, map.n_dims, &vars)?;
    let mut conditions = Vec::new();
    for (e, is_eq) in this.condition_set().into_iter().flat_map(|s| s.constraints) {
        let f = exprs(c, op, &[e], map.n_dims, &vars)?;
        conditions.extend(f.into_iter().map(|f| (f, is_eq)));
    }
    let init = match this.init_block() {
        Some(init) => Some(c.compile_block(op.body, init)?),
        None => None,
    };
    let body = c.compile_block(op.body, body)?;
    let (extents, n_parallel) = (this.axis_extents(), this.parallel_count());
    let takes_axes = |b: &CompiledBlock| b.args.len() == bindings.len();
    if !takes_axes(&body)
        || !init.as_ref().is_none_or(takes_axes)
        || extents.len() != bindings.len()
    {
        return Err(c.unsupported(op, "its regions do not take one index per axis"));
    }
    let instance = Instance { bindings, conditions, extents, n_parallel, init, body };
    c.emit(move |frame| instance.run(frame));
    Ok(())
}

impl Instance {
    fn run(&self, frame: &mut Frame) -> Result<(), Trap> {
        for (f, is_eq) in &self.conditions {
            let value = f.eval(frame)?;
            if if *is_eq { value != 0 } else { value < 0 } {
                return Ok(());
            }
        }
        let mut axes: SmallVec<[i64; 8]> = SmallVec::new();
        for f in &self.bindings {
            axes.push(f.eval(frame)?);
        }
        if frame.is_checked() {
            for (dim, (&index, &size)) in axes.iter().zip(&self.extents).enumerate() {
                if !(0..size).contains(&index) {
                    return Err(Reason::OutOfBounds { index, size, dim }.into());
                }
            }
        }
        if let Some(init) = &self.init
            && axes[self.n_parallel.min(axes.len())..].iter().all(|&axis| axis == 0)
        {
            enter(frame, init, &axes);
            init.run(frame)?;
        }
        enter(frame, &self.body, &axes);
        self.body.run(frame)
    }
}

fn enter(frame: &mut Frame, block: &CompiledBlock, axes: &[i64]) {
    for (slot, &axis) in block.args.iter().zip(axes) {
        frame.set_int(slot.idx, axis);
    }
}

pub(crate) fn alloc(c: &mut Compiler<'_>, op: OpRef<'_>) -> Compiled {
    let ty = op.result_ty(0);
    let dtype = c.dtype(op, ty)?;
    let Some(shape) = ty.shape(op.cx).map(<[i64]>::to_vec) else {
        return Err(c.unsupported(op, "its type has no rank"));
    };
    let sizes = slots(c, op, 0..op.n_operands());
    let out = c.result(op, 0).idx;
    c.emit(move |frame| {
        let mut sizes = sizes.iter();
        let size =
            |d: &i64| if *d == DYNAMIC { sizes.next().map(|&s| frame.int(s)) } else { Some(*d) };
        let shape: Option<SmallVec<[i64; 4]>> = shape.iter().map(size).collect();
        let shape = shape.ok_or_else(|| Trap::invalid("a size is missing"))?;
        let memref = frame.new_memref(dtype, &shape)?;
        frame.set_object(out, memref.into());
        Ok(())
    });
    Ok(())
}

/// The indices of an access.
struct Place {
    buffer: u32,
    indices: Vec<AffineFn>,
}

impl Place {
    fn new(
        c: &mut Compiler<'_>,
        op: OpRef<'_>,
        buffer: usize,
        map: Option<terrace_ir::AffineMap>,
    ) -> Result<Place, Reported> {
        let Some(map) = map else { return Err(c.unsupported(op, "it has no index map")) };
        let operands = slots(c, op, buffer + 1..op.n_operands());
        let indices = exprs(c, op, &map.results, map.n_dims, &operands)?;
        Ok(Place { buffer: c.operand(op, buffer).idx(), indices })
    }

    /// The byte offset of the element; `None` outside of the buffer when that is allowed.
    #[inline]
    fn byte(&self, frame: &Frame, may_leave: bool) -> Result<Option<usize>, Trap> {
        let memref = frame.memref(self.buffer)?;
        if self.indices.len() != memref.sizes.len() {
            return Err(Trap::invalid("number of indices differs from the rank"));
        }
        let mut linear = memref.offset;
        for (dim, f) in self.indices.iter().enumerate() {
            let (index, size) = (f.eval(frame)?, memref.sizes[dim]);
            if index < 0 || index >= size {
                if may_leave {
                    return Ok(None);
                }
                return Err(Reason::OutOfBounds { index, size, dim }.into());
            }
            linear = linear.wrapping_add(index.wrapping_mul(memref.strides[dim]));
        }
        memref.byte_of(linear).map(Some)
    }
}

pub(crate) fn load(c: &mut Compiler<'_>, op: OpRef<'_>) -> Compiled {
    c.dtype(op, op.result_ty(0))?;
    let place = Place::new(c, op, 0, Load(op).index_map())?;
    let pad = match Load(op).pad() {
        Some(pad) => match c.constant(op, pad, op.result_ty(0))? {
            Value::Int(v) => Some(v as u64),
            Value::Float(v) => Some(v.to_bits()),
            _ => return Err(c.unsupported(op, "its pad value is no scalar")),
        },
        None => None,
    };
    let out = c.result(op, 0).idx;
    c.emit(move |frame| {
        let raw = match (place.byte(frame, pad.is_some())?, pad) {
            (Some(byte), _) => frame.load_byte(place.buffer, byte)?,
            (None, pad) => pad.unwrap_or(0),
        };
        frame.set_raw(out, raw);
        Ok(())
    });
    Ok(())
}

pub(crate) fn store(c: &mut Compiler<'_>, op: OpRef<'_>) -> Compiled {
    c.dtype(op, op.operand_ty(0))?;
    let place = Place::new(c, op, 1, Store(op).index_map())?;
    let value = c.operand(op, 0).idx();
    c.emit(move |frame| {
        // Without leave to be outside the place is inside.
        let byte = place.byte(frame, false)?.unwrap_or(usize::MAX);
        frame.store_byte(place.buffer, byte, frame.raw(value))
    });
    Ok(())
}
