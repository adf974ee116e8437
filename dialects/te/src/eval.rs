//! Meaning of `te`: a formula at every point of its axes.
//!
//! The body runs on lanes: many points of the parallel axes at once, step by step over the reduce
//! axes; or, where there are few parallel points or conditions cut the box, many reduce points of
//! one result at once. A body that has no lane form, or whose values a region combines, runs point
//! by point. All three combine values in lexicographic order of the reduce axes.

use std::sync::Arc;

use terrace_ir::eval::{
    CompiledBlock, Compiler, Dtype, EvalScalar, Frame, LANES, LaneCompiler, LaneProgram, Lanes,
    Reason, ScalarOp, Tensor, Trap, Value,
};
use terrace_ir::{
    Attr, BlockId, Body, Context, IntegerSet, Loc, OpRef, ROOT, Reported, Rewriter, Type,
};

use crate::address::{Access, Odometer};
use crate::{At, Combiner, Compute, Formula, Index, Scatter};

/// Fewer results than this do not fill lanes: the reduce axes do.
const FEW_RESULTS: usize = 16;
/// Points that are worth a thread of their own.
const GRAIN_POINTS: usize = 1 << 16;

pub(crate) fn compute(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let this = Compute(op);
    let (Some(formula), Some(block)) = (this.formula(), this.block()) else {
        return Err(c.unsupported(op, "its attributes form no formula"));
    };
    let mut results = Vec::new();
    for i in 0..op.n_results() {
        let elem = op.result_ty(i).elem(op.cx);
        let fold = match (formula.combine.get(i), formula.identities.get(i)) {
            (Some(&combiner), _) => Some(fold(c, op, combiner, elem)?),
            (None, Some(&identity)) => {
                Some(Fold { identity: raw(&c.constant(op, identity, elem)?), kernel: None })
            }
            (None, None) => None,
        };
        results.push(Output { dtype: c.dtype(op, elem)?, fold });
    }
    let slots = c.results(op);
    let plan = plan(c, op, formula, results, (block, this.combiner_block()))?;
    c.emit(move |frame| {
        for (slot, tensor) in slots.iter().zip(plan.run(frame)?) {
            frame.set_object(slot.idx, tensor.into());
        }
        Ok(())
    });
    Ok(())
}

/// The plan of a formula whose body yields these outputs.
pub(crate) fn plan(
    c: &mut Compiler<'_>,
    op: OpRef<'_>,
    formula: Formula,
    results: Vec<Output>,
    (block, combiner): (BlockId, Option<BlockId>),
) -> Result<Plan, Reported> {
    let n_reads = formula.reads.len();
    let slots: Vec<u32> = c.operands(op).iter().map(|s| s.idx()).collect();
    let (inputs, sizes) = slots.split_at(n_reads.min(slots.len()));
    let mut pads = Vec::new();
    for (i, read) in formula.reads.iter().enumerate() {
        pads.push(match read.pad {
            Some(pad) => Some(raw(&c.constant(op, pad, op.operand_ty(i).elem(op.cx))?)),
            None => None,
        });
    }
    let combiner = match combiner {
        Some(block) => Some(c.compile_block(op.body, block)?),
        None => None,
    };
    let program = match &combiner {
        Some(_) => None,
        None => LaneProgram::compile(c, op.body, block)?,
    };
    let body = match program {
        Some(program) => How::Lanes(program),
        None => How::Points(c.compile_block(op.body, block)?, axis_slots(c, op)),
    };
    Ok(Plan {
        inputs: inputs.to_vec(),
        sizes: sizes.to_vec(),
        pads,
        results,
        body,
        combiner,
        formula,
    })
}

/// `te.scatter`: the formula at all points, then one write after the other.
pub(crate) fn scatter(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let this = Scatter(op);
    let (Some(formula), Some(block)) = (this.formula(), this.block()) else {
        return Err(c.unsupported(op, "its attributes form no formula"));
    };
    let elem = op.result_ty(0).elem(op.cx);
    let rank = op.result_ty(0).shape(op.cx).map_or(0, <[i64]>::len);
    let combine = match formula.combine.first() {
        Some(&combiner) => Some(fold(c, op, combiner, elem)?),
        None => None,
    };
    let mut results: Vec<Output> = Vec::new();
    for ty in std::iter::repeat_n(op.cx.index_ty(), rank).chain([elem]) {
        results.push(Output { dtype: c.dtype(op, ty)?, fold: None });
    }
    let (into, slot) = (c.operand(op, op.n_operands() - 1), c.result(op, 0).idx);
    let plan = plan(c, op, formula, results, (block, None))?;
    c.emit(move |frame| {
        let made = plan.run(frame)?;
        let Some((values, indices)) = made.split_last() else { return Ok(()) };
        let mut whole = frame.take_tensor(into)?;
        let whole_ref = Arc::make_mut(&mut whole);
        for i in 0..values.len() {
            let mut at = 0i64;
            for (d, index) in indices.iter().enumerate() {
                let size = whole_ref.shape()[d];
                at = at * size + inside(index.raw(i) as i64, size, d)?;
            }
            let (at, value) = (at as usize, values.raw(i));
            let value = match combine.as_ref().and_then(|f| f.kernel.as_ref()) {
                Some(kernel) => kernel.call([whole_ref.raw(at), value, value])?,
                None => value,
            };
            whole_ref.set_raw(at, value);
        }
        frame.set_object(slot, Value::Tensor(whole));
        Ok(())
    });
    Ok(())
}

fn raw(value: &Value) -> u64 {
    match value {
        Value::Int(v) => *v as u64,
        Value::Float(v) => v.to_bits(),
        _ => 0,
    }
}

fn fold(
    c: &mut Compiler<'_>,
    op: OpRef<'_>,
    combiner: Combiner,
    elem: Type,
) -> Result<Fold, Reported> {
    let identity = combiner.identity(op.cx, elem);
    let kernel = combiner.arith_op(op.cx, elem).and_then(|name| kernel(op.cx, name, elem));
    let (Some(identity), Some(kernel)) = (identity, kernel) else {
        return Err(c.unsupported(op, "its combiner has no meaning for this type"));
    };
    Ok(Fold { identity: raw(&c.constant(op, identity, elem)?), kernel: Some(kernel) })
}

/// What an operation of two scalars of this type means.
fn kernel(cx: &Context, name: &str, ty: Type) -> Option<ScalarOp> {
    let mut body = Body::new(cx, cx.op_name("builtin.module"), Loc::UNKNOWN, 1);
    let block = body.new_block(body.regions(ROOT)[0], &[ty, ty]);
    let args = body.args(block).to_vec();
    let mut rw = Rewriter::new(cx, &mut body);
    rw.at_end(block);
    let op = rw.build(name).operands(&args).result(ty).done();
    let op = body.op(cx, op);
    (op.info()?.interface::<EvalScalar>()?.0)(op)
}

/// The slots of the `te.index` operations inside, with their axes.
fn axis_slots(c: &mut Compiler<'_>, op: OpRef<'_>) -> Vec<(u32, usize)> {
    let below = op.body.ops_below(op.id).into_iter().map(|id| op.at(id));
    below
        .filter_map(Index::cast)
        .map(|index| (c.result(index.0, 0).idx, axis_number(index)))
        .collect()
}

fn axis_number(index: Index<'_>) -> usize {
    let axis = index.axis().get().and_then(|a: Attr| a.as_i64(index.0.cx));
    axis.and_then(|a| usize::try_from(a).ok()).unwrap_or(usize::MAX)
}

/// `te.index` on lanes: a register that whoever runs the program fills.
pub(crate) fn index_lanes(c: &mut LaneCompiler<'_, '_>, op: OpRef<'_>) -> Result<bool, Reported> {
    let reg = c.input(axis_number(Index(op)) as u32);
    c.alias(op.result(0), reg);
    Ok(true)
}

/// `te.at` on lanes.
pub(crate) fn at_lanes(c: &mut LaneCompiler<'_, '_>, op: OpRef<'_>) -> Result<bool, Reported> {
    let tensor = c.c.slot(op.body, At(op).tensor()).idx;
    let indices: Option<Vec<usize>> =
        At(op).indices().into_iter().map(|v| c.value(op.body, v)).collect();
    let Some(indices) = indices else { return Ok(false) };
    let out = c.result(op, 0);
    c.emit(move |frame, lanes, n| {
        let tensor = frame.tensor(tensor)?;
        let mut values = lanes.take(out);
        for (i, value) in values[..n].iter_mut().enumerate() {
            let mut at = 0i64;
            for (d, (&reg, &size)) in indices.iter().zip(tensor.shape()).enumerate() {
                at = at * size + inside(lanes.reg(reg)[i] as i64, size, d)?;
            }
            *value = tensor.raw(at as usize);
        }
        lanes.put(out, values);
        Ok(())
    });
    Ok(true)
}

/// `te.at` point by point.
pub(crate) fn at(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let srcs = c.operands(op);
    let out = c.result(op, 0).idx;
    c.emit(move |frame| {
        let tensor = frame.tensor(srcs[0].idx())?;
        let mut at = 0i64;
        for (d, (src, &size)) in srcs[1..].iter().zip(tensor.shape()).enumerate() {
            at = at * size + inside(frame.int(src.idx()), size, d)?;
        }
        let raw = tensor.raw(at as usize);
        frame.set_raw(out, raw);
        Ok(())
    });
    Ok(())
}

fn inside(index: i64, size: i64, dim: usize) -> Result<i64, Trap> {
    match (0..size).contains(&index) {
        true => Ok(index),
        false => Err(Reason::OutOfBounds { index, size, dim }.into()),
    }
}

/// How one result is combined.
pub(crate) struct Fold {
    identity: u64,
    /// `None` when a region combines all results.
    kernel: Option<ScalarOp>,
}

/// One result of a formula.
pub(crate) struct Output {
    dtype: Dtype,
    fold: Option<Fold>,
}

enum How {
    Lanes(LaneProgram),
    /// A block and the slots that hold positions on axes.
    Points(CompiledBlock, Vec<(u32, usize)>),
}

/// A formula made ready.
pub(crate) struct Plan {
    formula: Formula,
    inputs: Vec<u32>,
    /// Slots of the extents that are operands.
    sizes: Vec<u32>,
    pads: Vec<Option<u64>>,
    results: Vec<Output>,
    body: How,
    /// Takes what is combined so far and the new values.
    combiner: Option<CompiledBlock>,
}

impl Plan {
    fn extents(&self, frame: &Frame) -> Result<Vec<i64>, Trap> {
        let mut sizes = self.sizes.iter();
        let mut extents = Vec::new();
        for axis in &self.formula.axes {
            let extent = match axis.is_symbolic() {
                true => sizes.next().map_or(0, |&slot| frame.int(slot)),
                false => axis.extent,
            };
            if extent < 0 {
                return Err(Trap::invalid(format!("an axis has the negative extent {extent}")));
            }
            extents.push(extent);
        }
        Ok(extents)
    }

    /// The results.
    pub(crate) fn run(&self, frame: &mut Frame) -> Result<Vec<Tensor>, Trap> {
        let extents = self.extents(frame)?;
        let n = self.formula.n_parallel;
        let count = |extents: &[i64]| {
            let n = extents.iter().try_fold(1i64, |n, &e| n.checked_mul(e));
            n.and_then(|n| usize::try_from(n).ok())
                .ok_or_else(|| Trap::invalid("the formula has too many points"))
        };
        let (n_results, n_steps) = (count(&extents[..n])?, count(&extents[n..])?);
        let across = self.formula.domain.is_some()
            || n < extents.len() && n_results < FEW_RESULTS && n_steps > n_results;
        let lane_axes = if across { n..extents.len() } else { 0..n };
        let mut accesses = Vec::new();
        for (i, read) in self.formula.reads.iter().enumerate() {
            let Some(map) = &read.map else { continue };
            let shape = frame.tensor(self.inputs[i])?.shape().to_vec();
            let inside = self.formula.domain.is_none();
            let pad = self.pads[i];
            accesses.push(Access::new(
                self.inputs[i],
                map,
                &shape,
                &extents,
                &lane_axes,
                pad,
                inside,
            )?);
        }
        let mut outs = Vec::new();
        for out in &self.results {
            outs.push(frame.new_tensor(out.dtype, &extents[..n], 0)?);
        }
        let grain = (GRAIN_POINTS / n_steps.max(1)).max(1).next_multiple_of(LANES);
        let grain = if across { (GRAIN_POINTS / n_steps.max(1)).max(1) } else { grain };
        let parts = frame.parallel(n_results, grain, |frame, range| {
            let mut job = Job::new(self, frame, (&accesses, &extents), range)?;
            match &self.body {
                How::Lanes(program) if across => job.across(frame, program)?,
                How::Lanes(program) => job.along(frame, program)?,
                How::Points(block, axes) => job.points(frame, block, axes)?,
            }
            Ok((job.range.start, job.made))
        })?;
        for (start, made) in parts {
            for (tensor, raws) in outs.iter_mut().zip(made) {
                tensor.set_raws(start, &raws);
            }
        }
        Ok(outs)
    }
}

/// The results of one range of parallel points.
struct Job<'p> {
    plan: &'p Plan,
    accesses: Vec<Access>,
    range: std::ops::Range<usize>,
    /// The raw values of each result so far.
    made: Vec<Vec<u64>>,
    parallel: Odometer,
    reduce: Odometer,
    /// Positions on all axes.
    point: Vec<i64>,
}

impl<'p> Job<'p> {
    fn new(
        plan: &'p Plan,
        frame: &Frame,
        (accesses, extents): (&[Access], &[i64]),
        range: std::ops::Range<usize>,
    ) -> Result<Job<'p>, Trap> {
        let n = plan.formula.n_parallel;
        let mut parallel = Odometer::new(extents[..n].to_vec());
        parallel.go_to(range.start);
        let mut accesses = accesses.to_vec();
        for access in &mut accesses {
            access.open(frame)?;
        }
        Ok(Job {
            plan,
            accesses,
            made: plan.results.iter().map(|_| Vec::with_capacity(range.len())).collect(),
            range,
            parallel,
            reduce: Odometer::new(extents[n..].to_vec()),
            point: vec![0; extents.len()],
        })
    }

    /// Lanes are parallel points; the reduce axes are gone through step by step.
    fn along(&mut self, frame: &mut Frame, program: &LaneProgram) -> Result<(), Trap> {
        let n_parallel = self.plan.formula.n_parallel;
        let mut lanes = program.lanes(frame);
        let mut spare = vec![0u64; LANES];
        let mut at = self.range.start;
        while at < self.range.end {
            let n = (self.range.end - at).min(LANES);
            for lane in 0..n {
                self.point[..n_parallel].copy_from_slice(self.parallel.digits());
                self.enter_lane(program, &mut lanes, lane, 0..n_parallel);
                self.parallel.next();
            }
            let mut sums: Vec<Vec<u64>> = self
                .plan
                .results
                .iter()
                .map(|o| vec![o.fold.as_ref().map_or(0, |f| f.identity); n])
                .collect();
            self.reduce.reset();
            while !self.reduce.done() {
                self.point[n_parallel..].copy_from_slice(self.reduce.digits());
                self.enter_step(program, &mut lanes, n, n_parallel..self.point.len());
                self.fill(program, &mut lanes, n)?;
                program.run(frame, &mut lanes, n)?;
                for ((sum, output), &reg) in
                    sums.iter_mut().zip(&self.plan.results).zip(&program.yields)
                {
                    let values = &lanes.reg(reg)[..n];
                    match &output.fold {
                        None => sum.copy_from_slice(values),
                        Some(fold) => {
                            // A region that combines runs point by point.
                            let Some(kernel) = &fold.kernel else { continue };
                            kernel.lanes([sum, values, values], &mut spare[..n])?;
                            sum.copy_from_slice(&spare[..n]);
                        }
                    }
                }
                self.reduce.next();
            }
            for (made, sum) in self.made.iter_mut().zip(sums) {
                made.extend(sum);
            }
            at += n;
        }
        Ok(())
    }

    /// Lanes are reduce points of one result.
    fn across(&mut self, frame: &mut Frame, program: &LaneProgram) -> Result<(), Trap> {
        let n_parallel = self.plan.formula.n_parallel;
        let domain = self.plan.formula.domain.as_ref();
        let mut lanes = program.lanes(frame);
        for _ in self.range.clone() {
            self.point[..n_parallel].copy_from_slice(self.parallel.digits());
            self.parallel.next();
            let mut sums = self.identities();
            self.reduce.reset();
            while !self.reduce.done() {
                let mut n = 0;
                while n < LANES && !self.reduce.done() {
                    self.point[n_parallel..].copy_from_slice(self.reduce.digits());
                    if contains(domain, &self.point)? {
                        self.enter_lane(program, &mut lanes, n, n_parallel..self.point.len());
                        n += 1;
                    }
                    self.reduce.next();
                }
                frame.spend(1)?;
                if n == 0 {
                    continue;
                }
                self.enter_step(program, &mut lanes, n, 0..n_parallel);
                self.fill(program, &mut lanes, n)?;
                program.run(frame, &mut lanes, n)?;
                for ((sum, output), &reg) in
                    sums.iter_mut().zip(&self.plan.results).zip(&program.yields)
                {
                    for &value in &lanes.reg(reg)[..n] {
                        *sum = combined(output, *sum, value)?;
                    }
                }
            }
            self.give(&sums);
        }
        Ok(())
    }

    /// One point after the other.
    fn points(
        &mut self,
        frame: &mut Frame,
        block: &CompiledBlock,
        axes: &[(u32, usize)],
    ) -> Result<(), Trap> {
        let n_parallel = self.plan.formula.n_parallel;
        let domain = self.plan.formula.domain.as_ref();
        for _ in self.range.clone() {
            self.point[..n_parallel].copy_from_slice(self.parallel.digits());
            self.parallel.next();
            let mut sums = self.identities();
            self.reduce.reset();
            while !self.reduce.done() {
                self.point[n_parallel..].copy_from_slice(self.reduce.digits());
                self.reduce.next();
                if !contains(domain, &self.point)? {
                    frame.spend(1)?;
                    continue;
                }
                for (access, slot) in self.accesses.iter().zip(&block.args) {
                    frame.set_raw(slot.idx, access.at(&self.point)?);
                }
                for &(slot, axis) in axes {
                    frame.set_int(slot, self.point.get(axis).copied().unwrap_or(0));
                }
                block.run(frame)?;
                self.combine(frame, block, &mut sums)?;
            }
            self.give(&sums);
        }
        Ok(())
    }

    /// Combines what the body yielded with what is there.
    fn combine(
        &self,
        frame: &mut Frame,
        block: &CompiledBlock,
        sums: &mut [u64],
    ) -> Result<(), Trap> {
        let Some(combiner) = &self.plan.combiner else {
            let outputs = self.plan.results.iter().zip(&block.yields);
            for (sum, (output, src)) in sums.iter_mut().zip(outputs) {
                *sum = combined(output, *sum, frame.raw(src.idx()))?;
            }
            return Ok(());
        };
        let new: Vec<u64> = block.yields.iter().map(|src| frame.raw(src.idx())).collect();
        for (slot, &raw) in combiner.args.iter().zip(sums.iter().chain(&new)) {
            frame.set_raw(slot.idx, raw);
        }
        combiner.run(frame)?;
        for (sum, src) in sums.iter_mut().zip(&combiner.yields) {
            *sum = frame.raw(src.idx());
        }
        Ok(())
    }

    fn identities(&self) -> Vec<u64> {
        let identity = |o: &Output| o.fold.as_ref().map_or(0, |f| f.identity);
        self.plan.results.iter().map(identity).collect()
    }

    fn give(&mut self, values: &[u64]) {
        for (made, &value) in self.made.iter_mut().zip(values) {
            made.push(value);
        }
    }

    /// Sets what depends on the axes that differ from lane to lane.
    fn enter_lane(
        &mut self,
        program: &LaneProgram,
        lanes: &mut Lanes,
        lane: usize,
        axes: std::ops::Range<usize>,
    ) {
        for access in &mut self.accesses {
            access.enter_lane(lane, &self.point);
        }
        for (&axis, &reg) in &program.inputs {
            if axes.contains(&(axis as usize)) {
                lanes.reg_mut(reg)[lane] = self.point[axis as usize] as u64;
            }
        }
    }

    /// Sets what depends on the axes that are the same in all lanes.
    fn enter_step(
        &mut self,
        program: &LaneProgram,
        lanes: &mut Lanes,
        n: usize,
        axes: std::ops::Range<usize>,
    ) {
        for (&axis, &reg) in &program.inputs {
            if axes.contains(&(axis as usize)) {
                lanes.reg_mut(reg)[..n].fill(self.point[axis as usize] as u64);
            }
        }
    }

    /// Reads every operand in the first `n` lanes.
    fn fill(&mut self, program: &LaneProgram, lanes: &mut Lanes, n: usize) -> Result<(), Trap> {
        for (access, &reg) in self.accesses.iter_mut().zip(&program.args) {
            access.fill(&self.point, &mut lanes.reg_mut(reg)[..n])?;
        }
        Ok(())
    }
}

fn contains(domain: Option<&IntegerSet>, point: &[i64]) -> Result<bool, Trap> {
    let Some(domain) = domain else { return Ok(true) };
    domain.contains(point, &[]).ok_or_else(|| Trap::invalid("a condition overflows"))
}

fn combined(output: &Output, sum: u64, value: u64) -> Result<u64, Trap> {
    match output.fold.as_ref().and_then(|f| f.kernel.as_ref()) {
        Some(kernel) => kernel.call([sum, value, value]),
        None => Ok(value),
    }
}
