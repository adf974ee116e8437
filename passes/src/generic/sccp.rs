//! Sparse conditional constant propagation: finds values that are constant on every path that can
//! be taken, and puts constants in their place.
//!
//! Assumes a value constant until a path shows otherwise, so it sees through loops where folding
//! one operation at a time does not. Looks at one function at a time; results of operations with
//! regions and arguments of their entry blocks count as unknown. Leaves the branches that can not
//! be taken to `canonicalize`.
//!
//! # Source
//! Wegman, Zadeck: Constant Propagation with Conditional Branches.

use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use terrace_ir::ValueDef;
use terrace_ir::fold::{ConstantPool, constant_value, fold};
use terrace_ir::interface::{BranchLike, Folded};

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "sccp",
    summary: "replace values that are constant on every path that can be taken",
    run: |body, cx| cx.each_body(body, &run),
    ..PassInfo::EMPTY
};

fn run(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let mut solver = Solver {
        cx: cx.cx,
        body,
        values: vec![State::Unseen; body.value_capacity()],
        executable: FxHashSet::default(),
        blocks: Vec::new(),
        changed: Vec::new(),
    };
    solver.enter_regions(ROOT);
    solver.solve();
    let (values, executable) = (solver.values, solver.executable);
    cx.count("values replaced", replace(cx.cx, body, &values, &executable));
    Ok(())
}

/// What is known about a value; it only ever moves down this list.
#[derive(Clone, Copy, PartialEq, Debug)]
enum State {
    /// No path that computes it was seen.
    Unseen,
    /// The same constant on all paths seen.
    Constant(Attr),
    /// Anything.
    Unknown,
}

struct Solver<'a> {
    cx: &'a Context,
    body: &'a Body,
    values: Vec<State>,
    executable: FxHashSet<BlockId>,
    /// Blocks that have become executable.
    blocks: Vec<BlockId>,
    /// Values whose users must be looked at again.
    changed: Vec<ValueId>,
}

impl Solver<'_> {
    fn solve(&mut self) {
        loop {
            if let Some(block) = self.blocks.pop() {
                for op in self.body.ops_of(block) {
                    self.visit(op);
                }
            } else if let Some(value) = self.changed.pop() {
                let users: SmallVec<[OpId; 4]> =
                    self.body.uses(value).map(|(user, _)| user).collect();
                for user in users {
                    let block = self.body.block_of(user);
                    if block.is_some_and(|b| self.executable.contains(&b)) {
                        self.visit(user);
                    }
                }
            } else {
                return;
            }
        }
    }

    fn lower(&mut self, value: ValueId, to: State) {
        let old = self.values[value.idx()];
        let new = match (old, to) {
            (State::Unseen, new) => new,
            (old, State::Unseen) => old,
            (State::Constant(a), State::Constant(b)) if a == b => old,
            _ => State::Unknown,
        };
        if new != old {
            self.values[value.idx()] = new;
            self.changed.push(value);
        }
    }

    fn enter(&mut self, block: BlockId) {
        if self.executable.insert(block) {
            self.blocks.push(block);
        }
    }

    /// The operation around may run any of its regions with anything.
    fn enter_regions(&mut self, op: OpId) {
        for &region in self.body.regions(op) {
            if let Some(entry) = self.body.entry(region) {
                for &arg in self.body.args(entry) {
                    self.lower(arg, State::Unknown);
                }
                self.enter(entry);
            }
        }
    }

    fn visit(&mut self, op: OpId) {
        self.enter_regions(op);
        if !self.body.successors(op).is_empty() {
            self.branch(op);
        }
        if self.body.n_results(op) == 0 {
            return;
        }
        let view = self.body.op(self.cx, op);
        if let Some(attr) = constant_value(view) {
            return self.lower(view.result(0), State::Constant(attr));
        }
        let states: SmallVec<[State; 4]> = view.operands().map(|v| self.values[v.idx()]).collect();
        // Some path to an operand is still to come.
        if states.contains(&State::Unseen) {
            return;
        }
        let folded = match self.body.regions(op).is_empty() {
            true => fold(view, &constants(&states)),
            false => None,
        };
        match folded {
            Some(folded) => {
                for (result, folded) in view.results().zip(folded) {
                    let state = match folded {
                        Folded::Attr(attr) => State::Constant(attr),
                        Folded::Value(value) => self.values[value.idx()],
                    };
                    self.lower(result, state);
                }
            }
            None => view.results().for_each(|r| self.lower(r, State::Unknown)),
        }
    }

    fn branch(&mut self, op: OpId) {
        let view = self.body.op(self.cx, op);
        let successors = self.body.successors(op);
        let interface = view.info().and_then(|i| i.interface::<BranchLike>());
        let Some(interface) = interface else {
            for &block in successors {
                for &arg in self.body.args(block) {
                    self.lower(arg, State::Unknown);
                }
                self.enter(block);
            }
            return;
        };
        let states: SmallVec<[State; 4]> = view.operands().map(|v| self.values[v.idx()]).collect();
        // What decides the branch is what is not passed on.
        let passed: Vec<_> =
            (0..successors.len()).map(|i| (interface.forwarded)(view, i)).collect();
        let decides = |i: &usize| !passed.iter().any(|range| range.contains(i));
        if (0..states.len()).filter(decides).any(|i| states[i] == State::Unseen) {
            return;
        }
        let taken = (interface.taken)(view, &constants(&states));
        for (i, &block) in successors.iter().enumerate() {
            if taken.is_some_and(|t| t != block) {
                continue;
            }
            for (&arg, at) in self.body.args(block).iter().zip(passed[i].clone()) {
                self.lower(arg, states[at]);
            }
            self.enter(block);
        }
    }
}

fn constants(states: &[State]) -> SmallVec<[Option<Attr>; 4]> {
    let constant = |s: &State| if let State::Constant(attr) = s { Some(*attr) } else { None };
    states.iter().map(constant).collect()
}

/// Puts constants in place of values; gives how many were replaced.
fn replace(
    cx: &Context,
    body: &mut Body,
    values: &[State],
    executable: &FxHashSet<BlockId>,
) -> u64 {
    let mut rw = Rewriter::new(cx, body);
    let mut pool = ConstantPool::default();
    let mut n_replaced = 0;
    for (idx, state) in values.iter().enumerate() {
        let State::Constant(attr) = state else { continue };
        let value = ValueId::from_idx(idx);
        let Some(block) = rw.body.def_block(value).filter(|b| executable.contains(b)) else {
            continue;
        };
        if !rw.body.has_uses(value) {
            continue;
        }
        // Constants that were there come together with the new ones.
        if let Some(op) = rw.defining(value).filter(|op| constant_value(*op).is_some()) {
            let op = op.id;
            pool.adopt(&mut rw, op);
            continue;
        }
        let near = match rw.body.def(value) {
            ValueDef::Result(op, _) => Some(op),
            ValueDef::Arg(..) => rw.body.first_op(block),
        };
        let ty = rw.ty(value);
        let made = near.and_then(|near| pool.materialize(&mut rw, near, *attr, ty));
        let Some(constant) = made else { continue };
        rw.replace_uses(value, constant);
        n_replaced += 1;
        if let ValueDef::Result(op, _) = rw.body.def(value)
            && rw.op(op).is_dead()
        {
            rw.erase(op);
        }
    }
    n_replaced
}
