//! Meaning of `te.scan`: the body step after step.

use std::sync::Arc;

use terrace_ir::eval::{CompiledBlock, Compiler, Dtype, Frame, Src, Tensor, Trap, Value};
use terrace_ir::{OpRef, Reported};

use crate::Scan;

struct Steps {
    n_steps: i64,
    reverse: bool,
    states: Vec<Src>,
    /// Slot and dimension of each input.
    inputs: Vec<(u32, usize)>,
    /// Element type, shape and dimension of each output.
    outputs: Vec<(Dtype, Vec<i64>, usize)>,
    body: CompiledBlock,
    results: Vec<u32>,
}

pub(crate) fn scan(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let this = Scan(op);
    let n = this.n_state();
    let Some(block) = this.block() else { return Err(c.unsupported(op, "it has no body")) };
    let states = c.operands_in(op, 0..n);
    let dims = |dims: Vec<i64>| dims.into_iter().map(|d| usize::try_from(d).unwrap_or(usize::MAX));
    let slots = c.operands_in(op, n..op.n_operands());
    let inputs = slots.iter().map(|s| s.idx()).zip(dims(this.input_dims())).collect();
    let mut outputs = Vec::new();
    for (i, dim) in (n..op.n_results()).zip(dims(this.output_dims())) {
        let Some(shape) = op.result_ty(i).static_shape(op.cx).map(<[i64]>::to_vec) else {
            return Err(c.unsupported(op, "the shape of an output is not static"));
        };
        outputs.push((c.dtype(op, op.result_ty(i))?, shape, dim));
    }
    let body = c.compile_block(op.body, block)?;
    let results = c.results(op).iter().map(|s| s.idx).collect();
    let (n_steps, reverse) = (this.n_steps(), this.reverse().is_some());
    let steps = Steps { n_steps, reverse, states, inputs, outputs, body, results };
    c.emit(move |frame| steps.run(frame));
    Ok(())
}

impl Steps {
    fn run(&self, frame: &mut Frame) -> Result<(), Trap> {
        let [step_slot, args @ ..] = self.body.args.as_slice() else {
            return Err(Trap::invalid("the body takes no step"));
        };
        let mut inputs = Vec::new();
        for &(slot, dim) in &self.inputs {
            inputs.push((frame.tensor(slot)?.clone(), dim));
        }
        let mut outputs = Vec::new();
        for (dtype, shape, dim) in &self.outputs {
            outputs.push((frame.new_tensor(*dtype, shape, 0)?, *dim));
        }
        let mut states: Vec<Value> = self.states.iter().map(|s| frame.take(*s)).collect();
        for i in 0..self.n_steps {
            let t = if self.reverse { self.n_steps - 1 - i } else { i };
            frame.set_int(step_slot.idx, t);
            let mut slots = args.iter();
            for (state, slot) in states.drain(..).zip(&mut slots) {
                frame.set_object(slot.idx, state);
            }
            for ((whole, dim), slot) in inputs.iter().zip(&mut slots) {
                let slice = slice(frame, whole, *dim, t)?;
                frame.set_object(slot.idx, slice.into());
            }
            self.body.run(frame)?;
            // One value may be state and output: nothing is taken out before all was read.
            let yields: Vec<Value> =
                self.body.yields.iter().map(|s| frame.object(s.idx()).clone()).collect();
            let (next, slices) = yields.split_at(self.states.len().min(yields.len()));
            states.extend_from_slice(next);
            for ((whole, dim), slice) in outputs.iter_mut().zip(slices) {
                let Value::Tensor(slice) = slice else {
                    return Err(Trap::invalid("a slice is no tensor"));
                };
                put(whole, *dim, t, slice)?;
            }
        }
        let outputs = outputs.into_iter().map(|(tensor, _)| Value::Tensor(Arc::new(tensor)));
        for (slot, value) in self.results.iter().zip(states.into_iter().chain(outputs)) {
            frame.set_object(*slot, value);
        }
        Ok(())
    }
}

/// How many elements lie inside one index of a dimension, and its size.
fn around(shape: &[i64], dim: usize, t: i64) -> Result<(usize, usize), Trap> {
    let size = shape.get(dim).copied().unwrap_or(0);
    if t < 0 || t >= size {
        return Err(terrace_ir::eval::Reason::OutOfBounds { index: t, size, dim }.into());
    }
    Ok((shape[dim + 1..].iter().product::<i64>() as usize, size as usize))
}

fn slice(frame: &Frame, whole: &Tensor, dim: usize, t: i64) -> Result<Tensor, Trap> {
    let (inner, size) = around(whole.shape(), dim, t)?;
    let mut shape = whole.shape().to_vec();
    shape.remove(dim);
    let mut slice = frame.new_tensor(whole.dtype(), &shape, 0)?;
    for i in 0..slice.len() {
        let (outer, at) = (i / inner.max(1), i % inner.max(1));
        slice.set_raw(i, whole.raw((outer * size + t as usize) * inner + at));
    }
    Ok(slice)
}

fn put(whole: &mut Tensor, dim: usize, t: i64, slice: &Tensor) -> Result<(), Trap> {
    let (inner, size) = around(whole.shape(), dim, t)?;
    if slice.len() * size != whole.len() {
        return Err(Trap::invalid("a slice has another shape than its place"));
    }
    for i in 0..slice.len() {
        let (outer, at) = (i / inner.max(1), i % inner.max(1));
        whole.set_raw((outer * size + t as usize) * inner + at, slice.raw(i));
    }
    Ok(())
}
