//! Lanes: a block of scalar operations run on many points at once.
//!
//! Running a step per scalar costs a call each. A formula evaluated at millions of points is
//! compiled to a [`LaneProgram`] instead: each value is an array of [`LANES`] raw scalars, each
//! operation one loop over them.

use rustc_hash::FxHashMap;

use super::compiler::Compiler;
use super::frame::Frame;
use super::kernel::{EvalScalar, LANES, ScalarOp};
use super::trap::Trap;
use super::value::Value;
use super::{Eval, Slot, SlotKind};
use crate::body::Body;
use crate::def::Traits;
use crate::diag::Reported;
use crate::entity::{BlockId, ValueId};
use crate::view::OpRef;

/// A step on lanes: reads and writes registers of the first `n` lanes.
pub type LaneStep = Box<dyn Fn(&mut Frame, &mut Lanes, usize) -> Result<(), Trap> + Send + Sync>;

/// The meaning of an operation on lanes, for operations that are no pure scalar function (those
/// have [`EvalScalar`]): emits lane steps. `Ok(false)` when it cannot.
pub struct EvalLanes(pub fn(&mut LaneCompiler<'_, '_>, OpRef<'_>) -> Result<bool, Reported>);

/// The registers of a lane program, [`LANES`] raw scalars each.
pub struct Lanes {
    regs: Vec<Vec<u64>>,
}

impl Lanes {
    /// A register.
    #[inline]
    pub fn reg(&self, reg: usize) -> &[u64] {
        &self.regs[reg]
    }

    /// A register to fill.
    #[inline]
    pub fn reg_mut(&mut self, reg: usize) -> &mut [u64] {
        &mut self.regs[reg]
    }

    /// Takes a register out, to fill it while others are read; give it back with
    /// [`Lanes::put`].
    #[inline]
    pub fn take(&mut self, reg: usize) -> Vec<u64> {
        std::mem::take(&mut self.regs[reg])
    }

    /// Gives a register back.
    #[inline]
    pub fn put(&mut self, reg: usize, values: Vec<u64>) {
        self.regs[reg] = values;
    }
}

enum Instr {
    Kernel { op: ScalarOp, args: [usize; 3], out: usize },
    Step(LaneStep),
}

/// A compiled block that runs on lanes.
pub struct LaneProgram {
    /// The registers of the block's arguments.
    pub args: Vec<usize>,
    /// The registers of the terminator's operands.
    pub yields: Vec<usize>,
    /// The registers asked for with [`LaneCompiler::input`], by their number.
    pub inputs: FxHashMap<u32, usize>,
    /// Registers that hold one value in all lanes, set when lanes are made.
    constants: Vec<(usize, u64)>,
    /// Registers that hold the value of a slot in all lanes.
    uniforms: Vec<(usize, Slot)>,
    code: Vec<Instr>,
    n_regs: usize,
}

impl LaneProgram {
    /// Compiles a block; `None` when an operation in it cannot run on lanes (compile it with
    /// [`Compiler::compile_block`] then). Values from outside the block must be scalars.
    pub fn compile(
        c: &mut Compiler<'_>,
        body: &Body,
        block: BlockId,
    ) -> Result<Option<LaneProgram>, Reported> {
        let program = LaneProgram {
            args: Vec::new(),
            yields: Vec::new(),
            inputs: FxHashMap::default(),
            constants: Vec::new(),
            uniforms: Vec::new(),
            code: Vec::new(),
            n_regs: 0,
        };
        let mut lanes = LaneCompiler { c, program, regs: FxHashMap::default() };
        for &arg in body.args(block) {
            let reg = lanes.define(arg);
            lanes.program.args.push(reg);
        }
        for id in body.ops_of(block) {
            let op = OpRef::new(lanes.c.cx, body, id);
            if op.has(Traits::TERMINATOR) && body.next(id).is_none() {
                for value in op.operands() {
                    let Some(reg) = lanes.value(body, value) else { return Ok(None) };
                    lanes.program.yields.push(reg);
                }
            } else if !lanes.op(op)? {
                return Ok(None);
            }
        }
        Ok(Some(lanes.program))
    }

    /// Registers for this program, with the constants and the values that `frame` has now.
    pub fn lanes(&self, frame: &Frame) -> Lanes {
        let mut lanes = Lanes { regs: vec![vec![0; LANES]; self.n_regs] };
        for &(reg, raw) in &self.constants {
            lanes.regs[reg].fill(raw);
        }
        for &(reg, slot) in &self.uniforms {
            lanes.regs[reg].fill(frame.raw(slot.idx));
        }
        lanes
    }

    /// Gives registers that were used before the values that `frame` has now, in the first `n`
    /// lanes.
    pub fn refresh(&self, frame: &Frame, lanes: &mut Lanes, n: usize) {
        for &(reg, slot) in &self.uniforms {
            lanes.regs[reg][..n].fill(frame.raw(slot.idx));
        }
    }

    /// How many steps a run of `n` lanes takes.
    pub fn cost(&self, n: usize) -> u64 {
        (self.code.len() as u64 + 1) * n as u64 / 8 + 1
    }

    /// Runs the first `n` lanes (at most [`LANES`]): arguments and inputs must be set, then the
    /// yields can be read.
    pub fn run(&self, frame: &mut Frame, lanes: &mut Lanes, n: usize) -> Result<(), Trap> {
        frame.spend(self.cost(n))?;
        for instr in &self.code {
            match instr {
                Instr::Kernel { op, args: [a, b, c], out } => {
                    let mut res = lanes.take(*out);
                    let args = [&lanes.reg(*a)[..n], &lanes.reg(*b)[..n], &lanes.reg(*c)[..n]];
                    let done = op.lanes(args, &mut res[..n]);
                    lanes.put(*out, res);
                    done?;
                }
                Instr::Step(step) => step(frame, lanes, n)?,
            }
        }
        Ok(())
    }
}

/// Compiles one block to a [`LaneProgram`].
pub struct LaneCompiler<'c, 'a> {
    /// The compiler of the function.
    pub c: &'c mut Compiler<'a>,
    program: LaneProgram,
    regs: FxHashMap<ValueId, usize>,
}

impl LaneCompiler<'_, '_> {
    fn new_reg(&mut self) -> usize {
        self.program.n_regs += 1;
        self.program.n_regs - 1
    }

    fn define(&mut self, value: ValueId) -> usize {
        let reg = self.new_reg();
        self.regs.insert(value, reg);
        reg
    }

    /// The register of a value; for a scalar from outside the block one that holds it in all
    /// lanes. `None` for anything else from outside.
    pub fn value(&mut self, body: &Body, value: ValueId) -> Option<usize> {
        if let Some(&reg) = self.regs.get(&value) {
            return Some(reg);
        }
        let slot = self.c.slot(body, value);
        if slot.kind == SlotKind::Object {
            return None;
        }
        let reg = self.define(value);
        self.program.uniforms.push((reg, slot));
        Some(reg)
    }

    /// The register of result `i`.
    pub fn result(&mut self, op: OpRef<'_>, i: usize) -> usize {
        self.define(op.result(i))
    }

    /// A register that whoever runs the program fills, the same for the same number: positions on
    /// axes, for example.
    pub fn input(&mut self, number: u32) -> usize {
        if let Some(&reg) = self.program.inputs.get(&number) {
            return reg;
        }
        let reg = self.new_reg();
        self.program.inputs.insert(number, reg);
        reg
    }

    /// Makes a value stand for a register that exists.
    pub fn alias(&mut self, value: ValueId, reg: usize) {
        self.regs.insert(value, reg);
    }

    /// Appends a step.
    pub fn emit(
        &mut self,
        step: impl Fn(&mut Frame, &mut Lanes, usize) -> Result<(), Trap> + Send + Sync + 'static,
    ) {
        self.program.code.push(Instr::Step(Box::new(step)));
    }

    fn op(&mut self, op: OpRef<'_>) -> Result<bool, Reported> {
        let Some(info) = op.info() else { return Ok(false) };
        if let Some(lanes) = info.interface::<EvalLanes>() {
            return (lanes.0)(self, op);
        }
        let shaped = op.operands().chain(op.results()).any(|v| op.body.ty(v).is_shaped(op.cx));
        let kernel = info.interface::<EvalScalar>().filter(|_| !shaped).and_then(|k| (k.0)(op));
        if let Some(kernel) = kernel {
            return Ok(self.kernel(op, kernel));
        }
        if op.n_operands() != 0 || op.n_results() != 1 || op.regions().len() != 0 {
            return Ok(false);
        }
        // What remains may be a constant: then its meaning is a preset and no step.
        let Some(eval) = info.interface::<Eval>() else { return Ok(false) };
        let n_steps = self.c.without_steps(|c| (eval.0)(c, op))?;
        let slot = self.c.result(op, 0);
        let raw = match self.c.preset_of(slot) {
            Some(Value::Int(v)) if n_steps == 0 => *v as u64,
            Some(Value::Float(v)) if n_steps == 0 => v.to_bits(),
            _ => return Ok(false),
        };
        let reg = self.result(op, 0);
        self.program.constants.push((reg, raw));
        Ok(true)
    }

    fn kernel(&mut self, op: OpRef<'_>, kernel: ScalarOp) -> bool {
        let n = kernel.arity();
        if n != op.n_operands() || op.n_results() != 1 || !(1..=3).contains(&n) {
            return false;
        }
        let mut args = [0; 3];
        for (i, arg) in args.iter_mut().enumerate() {
            // Arguments beyond the arity repeat the first one.
            let operand = op.operand(if i < n { i } else { 0 });
            let Some(reg) = self.value(op.body, operand) else { return false };
            *arg = reg;
        }
        let out = self.result(op, 0);
        self.program.code.push(Instr::Kernel { op: kernel, args, out });
        true
    }
}
