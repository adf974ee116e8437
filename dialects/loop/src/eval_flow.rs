//! Meaning of tasks, streams and intrinsics.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use terrace_ir::eval::{AffineFn, Compiler, Frame, MemRef, Trap, Value};
use terrace_ir::{OpRef, Reported};

use crate::eval::{exprs, slots};
use crate::{Dataflow, Intrinsic, Stream, Task};

type Compiled = Result<(), Reported>;

/// The elements in a stream; one task runs at a time, so none waits.
#[derive(Default)]
struct Fifo(Mutex<VecDeque<u64>>);

impl Fifo {
    fn with<T>(&self, f: impl FnOnce(&mut VecDeque<u64>) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }
}

fn fifo(frame: &Frame, slot: u32) -> Result<&Fifo, Trap> {
    let value = frame.object(slot);
    value.as_other::<Fifo>().ok_or_else(|| Trap::invalid("a stream was expected"))
}

/// Tasks in their order. A checked run finds memory that connects them.
pub(crate) fn dataflow(c: &mut Compiler<'_>, op: OpRef<'_>) -> Compiled {
    let Some(block) = Dataflow(op).body().and_then(|r| r.entry()) else { return Ok(()) };
    let streams: Vec<u32> = op
        .body
        .ops_of(block)
        .map(|id| op.at(id))
        .filter(|o| o.is(&Stream::DEF))
        .map(|o| c.result(o, 0).idx)
        .collect();
    let body = c.compile_block(op.body, block)?;
    c.emit(move |frame| {
        frame.begin_parallel();
        body.run(frame)?;
        frame.end_parallel();
        for &stream in &streams {
            let n_left = fifo(frame, stream)?.with(|queue| queue.len());
            if n_left > 0 {
                return Err(Trap::invalid(format!("{n_left} elements are left in a stream")));
            }
        }
        Ok(())
    });
    Ok(())
}

pub(crate) fn task(c: &mut Compiler<'_>, op: OpRef<'_>) -> Compiled {
    let Some(block) = Task(op).body().and_then(|r| r.entry()) else { return Ok(()) };
    let body = c.compile_block(op.body, block)?;
    let around = op.body.block_of(op.id);
    let position = around.and_then(|b| op.body.ops_of(b).position(|id| id == op.id));
    let number = position.unwrap_or(0) as u64;
    c.emit(move |frame| {
        frame.iteration(number);
        body.run(frame)
    });
    Ok(())
}

pub(crate) fn stream(c: &mut Compiler<'_>, op: OpRef<'_>) -> Compiled {
    let out = c.result(op, 0).idx;
    c.emit(move |frame| {
        frame.set_object(out, Value::Other(Arc::new(Fifo::default())));
        Ok(())
    });
    Ok(())
}

pub(crate) fn push(c: &mut Compiler<'_>, op: OpRef<'_>) -> Compiled {
    let (value, stream) = (c.operand(op, 0).idx(), c.operand(op, 1).idx());
    c.emit(move |frame| {
        let raw = frame.raw(value);
        fifo(frame, stream)?.with(|queue| queue.push_back(raw));
        Ok(())
    });
    Ok(())
}

pub(crate) fn pop(c: &mut Compiler<'_>, op: OpRef<'_>) -> Compiled {
    let (stream, out) = (c.operand(op, 0).idx(), c.result(op, 0).idx);
    c.emit(move |frame| {
        let raw = fifo(frame, stream)?.with(VecDeque::pop_front);
        let raw = raw.ok_or_else(|| Trap::invalid("a pop from an empty stream waits for ever"))?;
        frame.set_raw(out, raw);
        Ok(())
    });
    Ok(())
}

/// A declared region: a box of a buffer.
struct Region {
    buffer: u32,
    from: Vec<AffineFn>,
    sizes: Vec<i64>,
}

impl Region {
    fn view(&self, frame: &Frame) -> Result<MemRef, Trap> {
        let whole = frame.memref(self.buffer)?;
        let mut view = MemRef::clone(whole);
        for (dim, (f, &size)) in self.from.iter().zip(&self.sizes).enumerate() {
            let (from, all) = (f.eval(frame)?, whole.sizes[dim]);
            let to = from.saturating_add(size);
            if from < 0 || to > all {
                let index = if from < 0 { from } else { to - 1 };
                return Err(terrace_ir::eval::Reason::OutOfBounds { index, size: all, dim }.into());
            }
            view.offset = view.offset.wrapping_add(from.wrapping_mul(whole.strides[dim]));
            view.sizes[dim] = size;
        }
        Ok(view)
    }
}

/// Its body, held to the regions that it declares.
pub(crate) fn intrinsic(c: &mut Compiler<'_>, op: OpRef<'_>) -> Compiled {
    let this = Intrinsic(op);
    let Some(block) = this.body().and_then(|r| r.entry()) else { return Ok(()) };
    let n = this.n_regions();
    let indices = slots(c, op, n..op.n_operands());
    let (mut reads, mut writes) = (Vec::new(), Vec::new());
    for (i, region) in this.regions().into_iter().enumerate() {
        let from = exprs(c, op, &region.from.results, region.from.n_dims, &indices)?;
        let buffer = c.operand(op, i).idx();
        let list = if i < this.n_reads_declared() { &mut reads } else { &mut writes };
        list.push(Region { buffer, from, sizes: region.sizes });
    }
    let body = c.compile_block(op.body, block)?;
    c.emit(move |frame| {
        if !frame.is_checked() {
            return body.run(frame);
        }
        let views = |list: &[Region], frame: &Frame| -> Result<Vec<MemRef>, Trap> {
            list.iter().map(|r| r.view(frame)).collect()
        };
        let (reads, writes) = (views(&reads, frame)?, views(&writes, frame)?);
        // What is written may be read: an accumulator is.
        let readable: Vec<&MemRef> = reads.iter().chain(&writes).collect();
        frame.begin_region(&readable, &writes.iter().collect::<Vec<_>>())?;
        body.run(frame)?;
        frame.end_region();
        Ok(())
    });
    Ok(())
}
