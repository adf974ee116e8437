//! Takes away what goes.

use rustc_hash::{FxHashMap, FxHashSet};
use terrace_ir::{OpState, TypeKind};

use super::passing::{Live, Passing};
use crate::analysis::backward::passed_on;
use crate::analysis::live_values::{Signature, called, only_computes};
use crate::prelude::*;

/// How much was removed.
#[derive(Default)]
pub(super) struct Removed {
    pub ops: u64,
    pub args: u64,
    pub results: u64,
}

/// What is known of a body.
pub(super) struct Known<'a> {
    pub cx: &'a Context,
    pub live: &'a Live,
    pub passing: &'a Passing,
    pub functions: &'a FxHashMap<Sym, Signature>,
    pub own: Option<&'a Signature>,
}

pub(super) fn change(body: &mut Body, known: &Known<'_>) -> Removed {
    let dead = known.dead_ops(body);
    let below: FxHashSet<OpId> = dead.iter().flat_map(|&op| body.ops_below(op)).collect();
    let mut ops = body.ops_below(ROOT);
    ops.retain(|op| !below.contains(op));
    // All is decided before anything goes.
    let operands = known.dropped_operands(body, &ops);
    let args = known.dropped_args(body, &ops);
    let results = known.shorter_results(body, &ops);
    // Dead operations may use each other in rings.
    below.into_iter().for_each(|op| body.set_operands(op, &[]));
    let mut rw = Rewriter::new(known.cx, body);
    let mut removed =
        Removed { ops: dead.len() as u64, args: args.len() as u64, ..Removed::default() };
    operands.into_iter().for_each(|(op, i)| rw.erase_operand(op, i));
    dead.into_iter().for_each(|op| rw.erase(op));
    args.into_iter().for_each(|(block, i)| rw.body.erase_arg(block, i));
    for (op, keep) in results {
        removed.results += n_dead(&keep);
        rebuild(&mut rw, op, &keep);
    }
    if let Some(own) = known.own {
        removed.results += n_dead(&own.results);
        set_signature(&mut rw, own);
    }
    removed
}

fn n_dead(keep: &[bool]) -> u64 {
    keep.iter().filter(|keep| !**keep).count() as u64
}

impl Known<'_> {
    /// The outermost operations that no run needs.
    fn dead_ops(&self, body: &Body) -> Vec<OpId> {
        let mut dead = Vec::new();
        let mut inside: FxHashSet<OpId> = FxHashSet::default();
        for op in body.ops_below(ROOT).into_iter().skip(1) {
            let is_live = body.results(op).any(|r| self.live.is_live(r));
            if !is_live && !inside.contains(&op) && only_computes(body.op(self.cx, op)) {
                dead.push(op);
                inside.extend(body.ops_below(op));
            }
        }
        dead
    }

    /// The signature of the callee of a call, and the first operand that it takes.
    fn callee(&self, op: OpRef<'_>) -> Option<(&Signature, usize)> {
        let (callee, args) = called(op)?;
        Some((self.functions.get(&callee)?, args.start))
    }

    /// The operands that go, the last of an operation first.
    fn dropped_operands(&self, body: &Body, ops: &[OpId]) -> Vec<(OpId, usize)> {
        let mut gone = Vec::new();
        for &op in ops {
            let view = body.op(self.cx, op);
            let passed = passed_on(view);
            let passed = passed.iter().filter(|p| self.live.goes(self.passing, p.to));
            gone.extend(passed.map(|p| (op, p.operand)));
            if let Some((callee, first)) = self.callee(view) {
                gone.extend(dead_in(&callee.args).map(|i| (op, first + i)));
            }
            if let Some(own) = self.own.filter(|_| leaves_body(view)) {
                gone.extend(dead_in(&own.results).map(|i| (op, i)));
            }
        }
        gone.sort_unstable_by(|a, b| b.cmp(a));
        gone.dedup();
        gone
    }

    /// The arguments that go, the last of a block first.
    fn dropped_args(&self, body: &Body, ops: &[OpId]) -> Vec<(BlockId, usize)> {
        let mut gone = Vec::new();
        for &op in ops {
            for &block in body.regions(op).iter().flat_map(|&r| body.blocks(r)) {
                let args = body.args(block).iter().enumerate().rev();
                let args = args.filter(|(_, arg)| self.live.goes(self.passing, **arg));
                gone.extend(args.map(|(i, _)| (block, i)));
            }
        }
        if let (Some(own), Some(entry)) = (self.own, body.root_block()) {
            gone.extend(dead_in(&own.args).rev().map(|i| (entry, i)));
        }
        gone
    }

    /// The operations that lose results, with those that they keep.
    fn shorter_results(&self, body: &Body, ops: &[OpId]) -> Vec<(OpId, Vec<bool>)> {
        let keep = |op: &OpId| {
            let keep: Vec<bool> = match self.callee(body.op(self.cx, *op)) {
                Some((callee, _)) => callee.results.clone(),
                None => body.results(*op).map(|r| !self.live.goes(self.passing, r)).collect(),
            };
            (*op, keep)
        };
        ops.iter().skip(1).map(keep).filter(|(_, keep)| keep.contains(&false)).collect()
    }
}

/// The places of what is dead.
fn dead_in(live: &[bool]) -> impl DoubleEndedIterator<Item = usize> + '_ {
    live.iter().enumerate().filter(|(_, live)| !**live).map(|(i, _)| i)
}

/// Whether the operation returns its operands.
fn leaves_body(op: OpRef<'_>) -> bool {
    let owner = op.body.block_of(op.id).map(|b| op.body.owner_of_block(b));
    let ends = op.has(Traits::TERMINATOR) && op.body.successors(op.id).is_empty();
    ends && owner == Some(ROOT) && op.n_operands() > 0
}

/// An operation with fewer results in the place of another.
fn rebuild(rw: &mut Rewriter<'_>, op: OpId, keep: &[bool]) {
    let view = rw.op(op);
    let n_inherent = rw.cx.n_inherent(view.name());
    let kept: Vec<ValueId> =
        view.results().zip(keep).filter(|(_, k)| **k).map(|(r, _)| r).collect();
    let old_regions = rw.body.regions(op).to_vec();
    let mut state = OpState::new(rw.cx, view.name(), view.loc());
    state.operands = view.operands().collect();
    state.result_types = kept.iter().map(|&r| rw.body.ty(r)).collect();
    state.inherent = (0..n_inherent).map(|i| rw.body.inherent(op, i)).collect();
    state.discardable = rw.body.discardable(op);
    state.successors = rw.body.successors(op).to_vec();
    state.regions = old_regions.iter().map(|_| rw.body.new_region()).collect();
    let new_regions = state.regions.clone();
    rw.before(op);
    let new = rw.create(state);
    for (from, to) in old_regions.into_iter().zip(new_regions) {
        rw.body.move_blocks(from, to);
    }
    for (old, new) in kept.into_iter().zip(rw.body.results(new)) {
        rw.replace_uses(old, new);
        if let Some(name) = rw.body.value_name(old) {
            rw.body.set_value_name(new, name);
        }
    }
    rw.erase(op);
}

/// Gives the function its new type, and its arguments and results their attributes.
fn set_signature(rw: &mut Rewriter<'_>, own: &Signature) {
    let root = rw.op(ROOT);
    let ty = root.attr("function_type").and_then(|a| a.as_type(rw.cx));
    let Some(TypeKind::Function { inputs, results }) = ty.map(|t| t.kind(rw.cx)) else { return };
    let ty = rw.cx.function_ty(&kept(inputs, &own.args), &kept(results, &own.results));
    let ty = rw.cx.type_attr(ty);
    rw.set_attr(ROOT, "function_type", Some(ty));
    for (name, keep) in [("arg_attrs", &own.args), ("res_attrs", &own.results)] {
        if let Some(attrs) = rw.op(ROOT).attr(name).and_then(|a| a.as_array(rw.cx)) {
            let attrs = kept(attrs, keep);
            let attrs = (!attrs.is_empty()).then(|| rw.cx.array_attr(&attrs));
            rw.set_attr(ROOT, name, attrs);
        }
    }
}

fn kept<T: Copy>(items: &[T], keep: &[bool]) -> Vec<T> {
    items.iter().zip(keep).filter(|(_, keep)| **keep).map(|(item, _)| *item).collect()
}
