//! From IR to closures: slots for values, steps for operations, blocks and regions around them.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::buffer::MemRef;
use super::dtype::Dtype;
use super::frame::Frame;
use super::kernel::{EvalScalar, ScalarOp, step_of};
use super::machine::{Linker, Symbols, n_arguments};
use super::trap::{EVAL011, EVAL012, Reason, Trap};
use super::value::{FuncId, Value};
use super::{Eval, EvalBranch, Slot, SlotKind, Src, Step};
use crate::body::Body;
use crate::context::Context;
use crate::def::Traits;
use crate::diag::{Diags, Reported};
use crate::entity::{Attr, BlockId, Loc, OpId, OpName, RegionId, Type, ValueId};
use crate::view::{OpRef, RegionRef};

/// How deep regions may nest in one function.
const MAX_NEST: u32 = 128;

type Key = (usize, ValueId);

/// Turns the operations of one function into steps. Given to every [`Eval`].
pub struct Compiler<'a> {
    /// The context.
    pub cx: &'a Context,
    /// Where problems are reported.
    pub diags: &'a mut Diags,
    linker: &'a mut Linker,
    symbols: &'a Symbols<'a>,
    slots: FxHashMap<Key, Slot>,
    /// The operation in a value's own block after which nothing uses it, and whether it does so
    /// only as an operand, not inside its regions.
    last_uses: FxHashMap<Key, (OpId, bool)>,
    /// The tensors that nothing uses after an operation.
    dying: FxHashMap<(usize, OpId), Vec<ValueId>>,
    analysed: FxHashSet<usize>,
    /// Slots set once per call: constants.
    presets: Vec<(Slot, Value)>,
    pinned: FxHashSet<(SlotKind, u32)>,
    steps: Vec<Step>,
    at: Vec<(OpName, Loc)>,
    current: (OpName, Loc),
    n_scalars: u32,
    n_objects: u32,
    nest: u32,
    max_nest: u32,
}

/// A function ready to run.
pub(super) struct CompiledFunc {
    region: CompiledRegion,
    presets: Vec<(Slot, Value)>,
    pub(super) n_scalars: usize,
    pub(super) n_objects: usize,
    /// Levels of regions inside.
    pub(super) nest: u32,
}

impl CompiledFunc {
    pub(super) fn run(&self, frame: &mut Frame, args: &[Value]) -> Result<Vec<Value>, Trap> {
        let params = self.region.args();
        if params.len() != args.len() {
            let what = format!("expected {}, got {}", n_arguments(params.len()), args.len());
            return Err(Reason::BadArguments(what).into());
        }
        for (slot, value) in &self.presets {
            frame.set(*slot, value.clone())?;
        }
        for (slot, value) in params.iter().zip(args) {
            frame.set(*slot, value.clone())?;
        }
        self.region.run(frame)?;
        Ok(self.region.yields.iter().map(|src| frame.take(*src)).collect())
    }
}

/// A block as steps. Its terminator is not among them: what it passes on is in `yields`.
pub struct CompiledBlock {
    /// Where the block's arguments go.
    pub args: Vec<Slot>,
    /// The terminator's operands.
    pub yields: Vec<Src>,
    steps: Vec<Step>,
    at: Vec<(OpName, Loc)>,
}

impl CompiledBlock {
    /// Runs the steps; arguments must be set, and then `yields` can be read.
    #[inline]
    pub fn run(&self, frame: &mut Frame) -> Result<(), Trap> {
        frame.spend(self.steps.len() as u64 + 1)?;
        for (i, step) in self.steps.iter().enumerate() {
            if let Err(trap) = step(frame) {
                let (op, loc) = self.at[i];
                return Err(trap.at(op, loc));
            }
        }
        Ok(())
    }
}

enum Term {
    /// Passes operands on to the parent.
    End(Moves),
    /// Goes to one of these blocks.
    Branch(super::Pick, Vec<(usize, Moves)>),
}

/// A region: one block, or several with branches between them.
pub struct CompiledRegion {
    blocks: Vec<(CompiledBlock, Term)>,
    /// What the region passes on to its operation when it ends.
    pub yields: Vec<Src>,
}

impl CompiledRegion {
    /// Where the arguments of the entry block go.
    pub fn args(&self) -> &[Slot] {
        self.blocks.first().map_or(&[], |(b, _)| &b.args)
    }

    /// Runs the region; arguments must be set, and then `yields` can be read.
    #[inline]
    pub fn run(&self, frame: &mut Frame) -> Result<(), Trap> {
        let mut at = 0;
        loop {
            let Some((block, term)) = self.blocks.get(at) else { return Ok(()) };
            block.run(frame)?;
            match term {
                Term::End(moves) => {
                    moves.run(frame);
                    return Ok(());
                }
                Term::Branch(pick, targets) => {
                    let taken = pick(frame)?;
                    let (to, moves) = &targets[taken];
                    moves.run(frame);
                    at = *to;
                }
            }
        }
    }
}

/// Moves values between slots all at once, as branches and loops pass arguments.
pub struct Moves {
    scalars: SmallVec<[(u32, u32); 4]>,
    objects: SmallVec<[(Src, u32); 2]>,
    /// Whether something is overwritten before it is read, in order.
    clash: bool,
}

impl Moves {
    /// From each of `srcs` to the slot of `dsts` at the same place, which must be of its kind.
    pub fn new(srcs: &[Src], dsts: &[Slot]) -> Moves {
        let mut moves = Moves { scalars: SmallVec::new(), objects: SmallVec::new(), clash: false };
        for (src, dst) in srcs.iter().zip(dsts).filter(|(s, d)| s.slot != **d) {
            match dst.kind {
                SlotKind::Object => moves.objects.push((*src, dst.idx)),
                _ => moves.scalars.push((src.slot.idx, dst.idx)),
            }
        }
        let later = |i: usize, dst: u32| moves.scalars[i + 1..].iter().any(|(s, _)| *s == dst);
        moves.clash = moves.scalars.iter().enumerate().any(|(i, (_, d))| later(i, *d));
        // One source moved to two places must stay until the last.
        let firsts = |i: usize| {
            let src = moves.objects[i].0.slot;
            moves.objects[i + 1..].iter().any(|(s, _)| s.slot == src)
        };
        let keep: Vec<usize> = (0..moves.objects.len()).filter(|&i| firsts(i)).collect();
        keep.into_iter().for_each(|i| moves.objects[i].0.last = false);
        moves
    }

    /// Moves.
    #[inline]
    pub fn run(&self, frame: &mut Frame) {
        if self.clash {
            let raws: SmallVec<[u64; 8]> =
                self.scalars.iter().map(|(s, _)| frame.raw(*s)).collect();
            for ((_, d), raw) in self.scalars.iter().zip(raws) {
                frame.set_raw(*d, raw);
            }
        } else {
            for &(s, d) in &self.scalars {
                let raw = frame.raw(s);
                frame.set_raw(d, raw);
            }
        }
        match self.objects.as_slice() {
            [] => {}
            [(src, dst)] => {
                let value = frame.take(*src);
                frame.set_object(*dst, value);
            }
            many => {
                let values: SmallVec<[Value; 4]> =
                    many.iter().map(|(s, _)| frame.take(*s)).collect();
                for ((_, d), value) in many.iter().zip(values) {
                    frame.set_object(*d, value);
                }
            }
        }
    }
}

/// Compiles the body of a function-like operation: its first region.
pub(super) fn compile_func(
    op: OpRef<'_>,
    diags: &mut Diags,
    linker: &mut Linker,
    symbols: &Symbols<'_>,
) -> Result<CompiledFunc, Reported> {
    let mut c = Compiler::new(op, diags, linker, symbols);
    let Some(region) = op.region(0) else {
        return Err(c.unsupported(op, "it has no body"));
    };
    let region = c.compile_region(region)?;
    Ok(CompiledFunc {
        region,
        presets: c.presets,
        n_scalars: c.n_scalars as usize,
        n_objects: c.n_objects as usize,
        nest: c.max_nest,
    })
}

impl<'a> Compiler<'a> {
    /// A compiler for the function `op`.
    pub(super) fn new(
        op: OpRef<'a>,
        diags: &'a mut Diags,
        linker: &'a mut Linker,
        symbols: &'a Symbols<'a>,
    ) -> Compiler<'a> {
        Compiler {
            cx: op.cx,
            diags,
            linker,
            symbols,
            slots: FxHashMap::default(),
            last_uses: FxHashMap::default(),
            dying: FxHashMap::default(),
            analysed: FxHashSet::default(),
            presets: Vec::new(),
            pinned: FxHashSet::default(),
            steps: Vec::new(),
            at: Vec::new(),
            current: (op.name(), op.loc()),
            n_scalars: 0,
            n_objects: 0,
            nest: 0,
            max_nest: 0,
        }
    }

    /// How many scalar and object slots there are so far.
    #[cfg(test)]
    pub(super) fn n_slots(&self) -> (usize, usize) {
        (self.n_scalars as usize, self.n_objects as usize)
    }
}

/// Slots and values.
impl Compiler<'_> {
    fn key(body: &Body, value: ValueId) -> Key {
        (std::ptr::from_ref(body).addr(), value)
    }

    /// The kind of slot that values of this type live in.
    pub fn slot_kind(&self, ty: Type) -> SlotKind {
        if ty.is_shaped(self.cx) {
            return SlotKind::Object;
        }
        match Dtype::of(self.cx, ty) {
            Some(Dtype::Float(_)) => SlotKind::Float,
            Some(_) => SlotKind::Int,
            None => SlotKind::Object,
        }
    }

    /// A new slot for a value of this type.
    pub fn new_slot(&mut self, ty: Type) -> Slot {
        let kind = self.slot_kind(ty);
        self.new_slot_of(kind)
    }

    /// A new slot of this kind.
    pub fn new_slot_of(&mut self, kind: SlotKind) -> Slot {
        let n = if kind == SlotKind::Object { &mut self.n_objects } else { &mut self.n_scalars };
        *n += 1;
        Slot { idx: *n - 1, kind }
    }

    /// The slot of a value of `body`.
    pub fn slot(&mut self, body: &Body, value: ValueId) -> Slot {
        let key = Self::key(body, value);
        if let Some(&slot) = self.slots.get(&key) {
            return slot;
        }
        let slot = self.new_slot(body.ty(value));
        self.slots.insert(key, slot);
        slot
    }

    /// Where operand `i` is read.
    pub fn operand(&mut self, op: OpRef<'_>, i: usize) -> Src {
        let value = op.operand(i);
        let slot = self.slot(op.body, value);
        let dies = self.last_uses.get(&Self::key(op.body, value)) == Some(&(op.id, true));
        let pinned = self.pinned.contains(&(slot.kind, slot.idx));
        let once = op.operands().filter(|v| *v == value).count() == 1;
        Src { slot, last: dies && once && !pinned }
    }

    /// Where all operands are read.
    pub fn operands(&mut self, op: OpRef<'_>) -> Vec<Src> {
        (0..op.n_operands()).map(|i| self.operand(op, i)).collect()
    }

    /// Where the operands of a range of positions are read.
    pub fn operands_in(&mut self, op: OpRef<'_>, range: std::ops::Range<usize>) -> Vec<Src> {
        range.map(|i| self.operand(op, i)).collect()
    }

    /// Where result `i` is written.
    pub fn result(&mut self, op: OpRef<'_>, i: usize) -> Slot {
        self.slot(op.body, op.result(i))
    }

    /// Where all results are written.
    pub fn results(&mut self, op: OpRef<'_>) -> Vec<Slot> {
        (0..op.n_results()).map(|i| self.result(op, i)).collect()
    }

    /// Where the arguments of a block are written.
    pub fn block_args(&mut self, body: &Body, block: BlockId) -> Vec<Slot> {
        body.args(block).iter().map(|&v| self.slot(body, v)).collect()
    }

    /// Sets a slot once per call, before anything runs: for constants.
    pub fn preset(&mut self, slot: Slot, value: Value) {
        self.pinned.insert((slot.kind, slot.idx));
        self.presets.push((slot, value));
    }

    /// The constant that was preset in a slot.
    pub fn preset_of(&self, slot: Slot) -> Option<&Value> {
        self.presets.iter().find(|(s, _)| *s == slot).map(|(_, v)| v)
    }

    /// The value of a constant attribute, as a value of type `ty`.
    pub fn constant(&mut self, op: OpRef<'_>, attr: Attr, ty: Type) -> Result<Value, Reported> {
        match self.linker.constant(self.cx, attr, ty) {
            Some(value) => Ok(value),
            None => Err(self.unsupported(op, "its constant has no value here")),
        }
    }

    /// The scalar type of a type or its elements, or a report that `op` cannot be interpreted.
    pub fn dtype(&mut self, op: OpRef<'_>, ty: Type) -> Result<Dtype, Reported> {
        match Dtype::of(self.cx, ty) {
            Some(dtype) => Ok(dtype),
            None => Err(self.unsupported(op, "its element type has no scalar form here")),
        }
    }

    /// The function a symbol reference names, seen from the function being compiled.
    pub fn callee(&mut self, op: OpRef<'_>, symbol: Attr) -> Result<FuncId, Reported> {
        match self.linker.function(self.cx, symbol, self.symbols) {
            Some(id) => Ok(id),
            None => Err(self.unsupported(op, "its callee is not a symbol")),
        }
    }

    /// The operation a symbol reference names, seen from the function being compiled.
    pub fn symbol_op(&self, symbol: Attr) -> Option<OpRef<'_>> {
        self.linker.symbol(self.cx, symbol, self.symbols)
    }

    /// What `make` gave the first time it was called for this symbol: the memory of a global
    /// variable, the same in every function and call.
    pub fn global(
        &mut self,
        symbol: Attr,
        make: impl FnOnce(&mut Self) -> Result<Value, Reported>,
    ) -> Result<Value, Reported> {
        if let Some(value) = self.linker.globals.get(&symbol) {
            return Ok(value.clone());
        }
        let value = make(self)?;
        self.linker.globals.insert(symbol, value.clone());
        Ok(value)
    }

    /// Memory that lives as long as the machine, unwritten.
    pub fn static_memory(
        &mut self,
        op: OpRef<'_>,
        dtype: Dtype,
        shape: &[i64],
    ) -> Result<MemRef, Reported> {
        match self.linker.memory(dtype, shape) {
            Some(memref) => Ok(memref),
            None => Err(self.unsupported(op, "its memory exceeds the limit")),
        }
    }

    /// Whether the machine runs in checked mode.
    pub fn is_checked(&self) -> bool {
        self.linker.checked
    }

    /// Reports that `op` cannot be interpreted, with the reason in words.
    pub fn unsupported(&mut self, op: OpRef<'_>, why: &str) -> Reported {
        self.diags.error(&EVAL012, op.loc(), &[&op.name_str(), &why])
    }
}

/// Operations, blocks and regions.
impl Compiler<'_> {
    /// Runs `compile` apart from the block being compiled and gives how many steps it emitted,
    /// dropping them: what is left are its presets.
    pub(super) fn without_steps(
        &mut self,
        compile: impl FnOnce(&mut Self) -> Result<(), Reported>,
    ) -> Result<usize, Reported> {
        let (steps, at) = (self.steps.len(), self.at.len());
        let result = compile(self);
        let n = self.steps.len() - steps;
        self.steps.truncate(steps);
        self.at.truncate(at);
        result.map(|()| n)
    }

    /// Appends a step to the block being compiled.
    pub fn emit(&mut self, step: impl Fn(&mut Frame) -> Result<(), Trap> + Send + Sync + 'static) {
        self.emit_step(Box::new(step));
    }

    /// As [`Compiler::emit`] for a boxed step.
    pub fn emit_step(&mut self, step: Step) {
        self.steps.push(step);
        self.at.push(self.current);
    }

    /// Compiles region `i` of an operation.
    pub fn region(&mut self, op: OpRef<'_>, i: usize) -> Result<CompiledRegion, Reported> {
        match op.region(i) {
            Some(region) => self.compile_region(region),
            None => Err(self.unsupported(op, "it lacks a region")),
        }
    }

    /// Compiles a region: one block or several.
    pub fn compile_region(&mut self, region: RegionRef<'_>) -> Result<CompiledRegion, Reported> {
        let owner = OpRef::new(self.cx, region.body, region.body.owner(region.id));
        if self.nest >= MAX_NEST {
            return Err(self.unsupported(owner, "its regions nest too deep"));
        }
        self.analyse(region.body);
        self.nest += 1;
        self.max_nest = self.max_nest.max(self.nest);
        let compiled = match region.blocks() {
            [] => Ok(CompiledRegion { blocks: Vec::new(), yields: Vec::new() }),
            [block] => self.compile_block(region.body, *block).map(|block| {
                let yields = block.yields.clone();
                let term = Term::End(Moves::new(&[], &[]));
                CompiledRegion { blocks: vec![(block, term)], yields }
            }),
            _ => self.compile_cfg(region.body, region.id),
        };
        self.nest -= 1;
        compiled
    }

    /// Compiles one block. Its terminator is left to the caller: see [`CompiledBlock::yields`].
    pub fn compile_block(
        &mut self,
        body: &Body,
        block: BlockId,
    ) -> Result<CompiledBlock, Reported> {
        self.compile_some(body, block, |_| true)
    }

    /// As [`Compiler::compile_block`] for those operations alone whose position `keep` accepts.
    /// What it reads from others must have been computed.
    pub fn compile_some(
        &mut self,
        body: &Body,
        block: BlockId,
        keep: impl Fn(usize) -> bool,
    ) -> Result<CompiledBlock, Reported> {
        self.analyse(body);
        let outer = (std::mem::take(&mut self.steps), std::mem::take(&mut self.at), self.current);
        let args = self.block_args(body, block);
        let mut yields = Vec::new();
        let mut result = Ok(());
        for (position, id) in body.ops_of(block).enumerate() {
            let op = OpRef::new(self.cx, body, id);
            self.current = (op.name(), op.loc());
            if !keep(position) {
                continue;
            }
            if op.has(Traits::TERMINATOR) && body.next(id).is_none() {
                yields = self.operands(op);
            } else if let Err(reported) = self.compile_op(op) {
                // Goes on, to report all that is missing.
                result = Err(reported);
            }
        }
        let steps = std::mem::replace(&mut self.steps, outer.0);
        let at = std::mem::replace(&mut self.at, outer.1);
        self.current = outer.2;
        result.map(|()| CompiledBlock { args, yields, steps, at })
    }

    fn compile_op(&mut self, op: OpRef<'_>) -> Result<(), Reported> {
        let info = op.info();
        let kernel = info.and_then(|i| i.interface::<EvalScalar>());
        if let Some(kernel) = kernel.and_then(|k| (k.0)(op)) {
            self.emit_kernel(op, &kernel)?;
        } else if let Some(eval) = info.and_then(|i| i.interface::<Eval>()) {
            (eval.0)(self, op)?;
        } else if kernel.is_some() {
            return Err(self.unsupported(op, "no kernel for its types"));
        } else {
            return Err(self.diags.error(&EVAL011, op.loc(), &[&op.name_str()]));
        }
        let dying = self.dying.get(&(std::ptr::from_ref(op.body).addr(), op.id)).cloned();
        let slots: Vec<Slot> =
            dying.unwrap_or_default().into_iter().map(|v| self.slot(op.body, v)).collect();
        let alive = |s: &Slot| !self.pinned.contains(&(s.kind, s.idx));
        let slots: Vec<u32> = slots.into_iter().filter(alive).map(|s| s.idx).collect();
        if !slots.is_empty() {
            self.emit(move |frame| {
                slots.iter().for_each(|&s| frame.set_object(s, Value::Unit));
                Ok(())
            });
        }
        Ok(())
    }

    /// Runs a kernel on all operands into the only result.
    pub fn emit_kernel(&mut self, op: OpRef<'_>, kernel: &ScalarOp) -> Result<(), Reported> {
        if op.n_results() != 1 || kernel.arity() != op.n_operands() {
            return Err(self.unsupported(op, "its kernel has another arity"));
        }
        let dtype = self.dtype(op, op.result_ty(0))?;
        let (srcs, out) = (self.operands(op), self.result(op, 0));
        self.emit_kernel_on(kernel, &srcs, out, dtype);
        Ok(())
    }

    /// Runs a kernel of as many arguments as there are `srcs` into `out`, whose elements are of
    /// type `dtype`: scalars directly; tensors and vectors element by element, scalars among them
    /// for every element. Operands stay where they are.
    pub fn emit_kernel_on(&mut self, kernel: &ScalarOp, srcs: &[Src], out: Slot, dtype: Dtype) {
        self.emit_step(step_of(kernel, srcs, out, dtype));
    }

    fn compile_cfg(&mut self, body: &Body, region: RegionId) -> Result<CompiledRegion, Reported> {
        let ids = body.blocks(region);
        let mut blocks = Vec::new();
        let mut yields: Option<Vec<Src>> = None;
        for &id in ids {
            let block = self.compile_block(body, id)?;
            let last = body.last_op(id).map(|id| OpRef::new(self.cx, body, id));
            let branch = last.and_then(|l| Some((l, l.info()?.interface::<EvalBranch>()?)));
            let term = match branch {
                Some((op, branch)) => self.compile_branch(op, branch, ids)?,
                None => {
                    let types: Vec<Type> =
                        last.into_iter().flat_map(|l| l.operands()).map(|v| body.ty(v)).collect();
                    let slots = yields.get_or_insert_with(|| {
                        types
                            .iter()
                            .map(|&ty| Src { slot: self.new_slot(ty), last: true })
                            .collect()
                    });
                    let slots: Vec<Slot> = slots.iter().map(|s| s.slot).collect();
                    Term::End(Moves::new(&block.yields, &slots))
                }
            };
            blocks.push((block, term));
        }
        Ok(CompiledRegion { blocks, yields: yields.unwrap_or_default() })
    }

    fn compile_branch(
        &mut self,
        op: OpRef<'_>,
        branch: &EvalBranch,
        ids: &[BlockId],
    ) -> Result<Term, Reported> {
        let branch = (branch.0)(self, op)?;
        let mut targets = Vec::new();
        for (successor, srcs) in op.body.successors(op.id).iter().zip(&branch.forwarded) {
            let Some(to) = ids.iter().position(|b| b == successor) else {
                return Err(self.unsupported(op, "it branches out of its region"));
            };
            let args = self.block_args(op.body, *successor);
            if args.len() != srcs.len() {
                return Err(self.unsupported(op, "it passes a wrong number of arguments"));
            }
            targets.push((to, Moves::new(srcs, &args)));
        }
        Ok(Term::Branch(branch.pick, targets))
    }

    /// Finds the last use of every value of a body.
    fn analyse(&mut self, body: &Body) {
        let id = std::ptr::from_ref(body).addr();
        if !self.analysed.insert(id) {
            return;
        }
        let mut escapes = FxHashSet::default();
        let mut last_uses = FxHashMap::default();
        for op in body.ops_below(crate::ROOT) {
            for value in body.operands(op) {
                let block = body.def_block(value);
                match block.and_then(|b| body.ancestor_in(b, op)) {
                    Some(user) => {
                        let direct = user == op;
                        let last = last_uses.entry(value).or_insert((user, direct));
                        // Operations are visited in order, those inside after their parent.
                        *last = (user, direct && (last.0 != user || last.1));
                    }
                    None => {
                        escapes.insert(value);
                    }
                }
            }
        }
        let kept = last_uses.into_iter().filter(|(v, _)| !escapes.contains(v));
        for (value, (op, direct)) in kept {
            self.last_uses.insert((id, value), (op, direct));
            if body.ty(value).is_tensor(self.cx) {
                self.dying.entry((id, op)).or_default().push(value);
            }
        }
    }
}
