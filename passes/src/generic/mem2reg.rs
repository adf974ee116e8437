//! Turns memory that holds one value and is only read and written whole into values.
//!
//! Takes memory whose reads and writes stand in the region in which it is made; branches carry the
//! value where paths with different ones meet. What is read before it is written is poison. Does
//! not look into regions of operations inside (loops, conditions), nor at memory that is passed on.
//! Not in a pipeline because our lowerings make values where there can be values.
//!
//! # Source
//! Cytron, Ferrante, Rosen, Wegman, Zadeck: Efficiently Computing Static Single Assignment Form,
//! pruned by liveness.

use rustc_hash::{FxHashMap, FxHashSet};
use terrace_ir::AttrKind;
use terrace_ir::cfg::{self, DomTree};
use terrace_ir::interface::{AccessMemory, BranchLike, EraseOperand, MemoryAccess, ValueMemory};

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "mem2reg",
    summary: "turn memory that holds one value into values",
    run: |body, cx| cx.each_body(body, &run),
    ..PassInfo::EMPTY
};

fn run(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let mut n = 0;
    for op in body.ops_below(ROOT) {
        if body.is_dead(op) {
            continue;
        }
        let Some(memory) = Memory::of(cx.cx, body, op) else { continue };
        let Some(merges) = memory.merges(cx.cx, body) else { continue };
        memory.promote(cx.cx, body, merges);
        n += 1;
    }
    cx.count("memories promoted", n);
    Ok(())
}

/// A branch and which of its successors is meant.
type Edge = (OpId, usize);

/// Memory that can be a value, as far as its users tell.
struct Memory {
    op: OpId,
    elem: Type,
    region: RegionId,
    accesses: FxHashMap<OpId, MemoryAccess>,
    tree: DomTree,
    predecessors: FxHashMap<BlockId, Vec<Edge>>,
}

impl Memory {
    fn of(cx: &Context, body: &Body, op: OpId) -> Option<Memory> {
        let view = body.op(cx, op);
        let elem = view.info()?.interface::<ValueMemory>().and_then(|m| (m.0)(view))?;
        let region = body.block_of(op).and_then(|b| body.region_of(b))?;
        let memory = view.result(0);
        let tree = DomTree::new(body, region);
        let mut accesses = FxHashMap::default();
        for (user, _) in body.uses(memory) {
            let user_view = body.op(cx, user);
            let access = user_view.info()?.interface::<AccessMemory>()?;
            let access = (access.0)(user_view, memory)?;
            let block = body.block_of(user)?;
            if body.region_of(block) != Some(region) || !tree.order.contains(&block) {
                return None;
            }
            accesses.insert(user, access);
        }
        // Without `ub` there is nothing to stand for what was never written.
        poison_value(cx)?;
        let mut predecessors: FxHashMap<BlockId, Vec<Edge>> = FxHashMap::default();
        for &block in &tree.order {
            for (i, &to) in cfg::successors(body, block).iter().enumerate() {
                let branch = body.last_op(block)?;
                predecessors.entry(to).or_default().push((branch, i));
            }
        }
        Some(Memory { op, elem, region, accesses, tree, predecessors })
    }

    /// The accesses in a block, in order.
    fn accesses_in<'b>(
        &'b self,
        body: &'b Body,
        block: BlockId,
    ) -> impl Iterator<Item = (OpId, MemoryAccess)> + 'b {
        body.ops_of(block).filter_map(|op| Some((op, *self.accesses.get(&op)?)))
    }

    /// The blocks where different values meet and the value is read later; `None` when a branch to
    /// one of them cannot carry it.
    fn merges(&self, cx: &Context, body: &Body) -> Option<FxHashSet<BlockId>> {
        let start = body.block_of(self.op)?;
        let writes = |b: BlockId| {
            self.accesses_in(body, b).any(|(_, a)| matches!(a, MemoryAccess::Write(_)))
        };
        let live = self.live_at_start(body, start);
        let mut work: Vec<BlockId> =
            self.tree.order.iter().copied().filter(|&b| writes(b)).collect();
        work.push(start);
        let frontiers = self.frontiers(body);
        let mut merges = FxHashSet::default();
        while let Some(block) = work.pop() {
            for &at in frontiers.get(&block).into_iter().flatten() {
                if live.contains(&at) && merges.insert(at) {
                    work.push(at);
                }
            }
        }
        let edges = merges.iter().flat_map(|b| self.predecessors.get(b)).flatten();
        let carried = edges.into_iter().all(|&edge| takes_operand(body.op(cx, edge.0), edge.1));
        carried.then_some(merges)
    }

    /// The blocks at whose start the value is still to be read.
    fn live_at_start(&self, body: &Body, start: BlockId) -> FxHashSet<BlockId> {
        let reads_first =
            |b: BlockId| matches!(self.accesses_in(body, b).next(), Some((_, MemoryAccess::Read)));
        let passes = |b: BlockId| self.accesses_in(body, b).next().is_none() && b != start;
        let readers = self.tree.order.iter().copied();
        let mut work: Vec<BlockId> = readers.filter(|&b| reads_first(b) && b != start).collect();
        let mut live = FxHashSet::default();
        while let Some(block) = work.pop() {
            if !live.insert(block) {
                continue;
            }
            let from = self.predecessors.get(&block).into_iter().flatten();
            let from = from.filter_map(|(branch, _)| body.block_of(*branch));
            work.extend(from.filter(|&b| passes(b)));
        }
        live
    }

    /// For each block, the first ones that it does not dominate alone.
    fn frontiers(&self, body: &Body) -> FxHashMap<BlockId, Vec<BlockId>> {
        let mut frontiers: FxHashMap<BlockId, Vec<BlockId>> = FxHashMap::default();
        for (&block, from) in &self.predecessors {
            let stop = self.tree.idom(block);
            for mut at in from.iter().filter_map(|(branch, _)| body.block_of(*branch)) {
                while Some(at) != stop {
                    let frontier = frontiers.entry(at).or_default();
                    if !frontier.contains(&block) {
                        frontier.push(block);
                    }
                    match self.tree.idom(at) {
                        Some(up) => at = up,
                        None => break,
                    }
                }
            }
        }
        frontiers
    }

    fn promote(&self, cx: &Context, body: &mut Body, merges: FxHashSet<BlockId>) {
        let name = body.value_name(body.result(self.op, 0));
        let loc = body.loc(self.op);
        let mut poison = None;
        // The value at the end of each block.
        let mut at_end: FxHashMap<BlockId, ValueId> = FxHashMap::default();
        let mut arguments: FxHashMap<BlockId, ValueId> = FxHashMap::default();
        for &block in &self.tree.order {
            let mut value = self.tree.idom(block).and_then(|up| at_end.get(&up).copied());
            if merges.contains(&block) {
                let arg = body.add_arg(block, self.elem, loc);
                name.into_iter().for_each(|name| body.set_value_name(arg, name));
                arguments.insert(block, arg);
                value = Some(arg);
            }
            for (op, access) in self.accesses_in(body, block).collect::<Vec<_>>() {
                match access {
                    MemoryAccess::Read => {
                        let there = value.unwrap_or_else(|| self.poison(cx, body, &mut poison));
                        Rewriter::new(cx, body).replace(op, &[there]);
                    }
                    MemoryAccess::Write(_) => {
                        // What is written may have been a read that is gone by now.
                        let view = body.op(cx, op);
                        let memory = body.result(self.op, 0);
                        let access = view.info().and_then(|i| i.interface::<AccessMemory>());
                        if let Some(MemoryAccess::Write(v)) =
                            access.and_then(|a| (a.0)(view, memory))
                        {
                            value = Some(v);
                        }
                        body.erase(op);
                    }
                }
            }
            value.into_iter().for_each(|value| {
                at_end.insert(block, value);
            });
        }
        for block in self.tree.order.iter().filter(|b| merges.contains(b)) {
            for &(branch, successor) in self.predecessors.get(block).into_iter().flatten() {
                let from = body.block_of(branch).and_then(|b| at_end.get(&b).copied());
                let value = from.unwrap_or_else(|| self.poison(cx, body, &mut poison));
                add_operand(cx, body, (branch, successor), value);
            }
        }
        body.erase(self.op);
    }

    /// Stands for what was never written; at the start of the region, where all can use it.
    fn poison(&self, cx: &Context, body: &mut Body, made: &mut Option<ValueId>) -> ValueId {
        if let Some(value) = *made {
            return value;
        }
        let loc = body.loc(self.op);
        let first = body.entry(self.region).and_then(|b| body.first_op(b)).unwrap_or(self.op);
        let mut rw = Rewriter::new(cx, body);
        let op = rw.before(first).build(POISON).loc(loc).result(self.elem);
        let value = op.maybe_attr("value", poison_value(cx)).value();
        *made = Some(value);
        value
    }
}

/// `#ub.poison`
fn poison_value(cx: &Context) -> Option<Attr> {
    let def = cx.dialect("ub")?.attrs.iter().find(|a| a.name == POISON)?;
    Some(cx.attr(AttrKind::Dialect { def, params: Box::default() }))
}

const POISON: &str = "ub.poison";

/// The segment of a branch's operands that goes to a successor, where they are counted.
fn segment(op: OpRef<'_>, successor: usize) -> Option<(Vec<i64>, usize)> {
    let sizes = op.attr("operandSegmentSizes")?.as_ints(op.cx)?;
    let n_successors = op.body.successors(op.id).len();
    let before = sizes.len().checked_sub(n_successors)?;
    Some((sizes, before + successor))
}

/// Whether a branch can pass one more operand to a successor.
fn takes_operand(op: OpRef<'_>, successor: usize) -> bool {
    let Some(info) = op.info() else { return false };
    let (branch, counted) = (info.interface::<BranchLike>(), info.interface::<EraseOperand>());
    let (Some(branch), None) = (branch, counted) else { return false };
    let passed = (branch.forwarded)(op, successor);
    if op.has(Traits::OPERAND_SEGMENTS) {
        let own = segment(op, successor);
        return own.is_some_and(|(sizes, i)| sizes.get(i) == Some(&(passed.len() as i64)));
    }
    op.body.successors(op.id).len() == 1 && passed.end == op.n_operands()
}

/// Passes one more operand to a successor.
fn add_operand(cx: &Context, body: &mut Body, (branch, successor): Edge, value: ValueId) {
    let view = body.op(cx, branch);
    let interface = view.info().and_then(|i| i.interface::<BranchLike>());
    let Some(passed) = interface.map(|b| (b.forwarded)(view, successor)) else { return };
    let sizes = view.has(Traits::OPERAND_SEGMENTS).then(|| segment(view, successor)).flatten();
    let mut operands: Vec<ValueId> = body.operands(branch).collect();
    operands.insert(passed.end, value);
    body.set_operands(branch, &operands);
    if let Some((mut sizes, i)) = sizes {
        sizes[i] += 1;
        let sizes: Vec<i32> = sizes.into_iter().map(|s| s as i32).collect();
        let sizes = cx.i32_array(&sizes);
        Rewriter::new(cx, body).set_attr(branch, "operandSegmentSizes", Some(sizes));
    }
}
