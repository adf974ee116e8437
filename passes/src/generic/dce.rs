//! Removes what contributes nothing: operations without effects whose results nobody needs, also
//! where they need each other around a loop of blocks, and the block arguments that carry them.
//!
//! Does not remove functions that are not called (`symbol-dce`), nor results and iteration
//! arguments of operations with regions.

use rustc_hash::{FxHashMap, FxHashSet};
use terrace_ir::ValueDef;
use terrace_ir::interface::BranchLike;

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "dce",
    summary: "remove operations and block arguments that contribute nothing",
    run: |body, cx| cx.each_body(body, &run),
    ..PassInfo::EMPTY
};

fn run(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let mut marks = Marks::new(cx.cx, body);
    marks.mark(ROOT);
    marks.drain();
    let (live_ops, live_args) = (marks.ops, marks.args);
    let dead_args = marks.carried.into_keys().filter(|arg| !live_args.contains(arg));
    let dead_args: FxHashSet<ValueId> = dead_args.collect();
    let mut rw = Rewriter::new(cx.cx, body);
    cx.count("block arguments dropped", dead_args.len() as u64);
    drop_arguments(&mut rw, &live_ops, &dead_args);
    let all = rw.body.ops_below(ROOT);
    let dead: Vec<OpId> = all.into_iter().filter(|op| !live_ops.contains(op)).collect();
    cx.count("operations erased", dead.len() as u64);
    // They may use each other in a circle, so no use is left before the first is erased.
    for &op in &dead {
        rw.body.set_operands(op, &[]);
    }
    for &op in dead.iter().rev() {
        rw.erase(op);
    }
    Ok(())
}

/// What is needed.
struct Marks<'a> {
    cx: &'a Context,
    body: &'a Body,
    ops: FxHashSet<OpId>,
    args: FxHashSet<ValueId>,
    work: Vec<ValueId>,
    /// For each argument of a block that only branches lead to: what they pass for it.
    carried: FxHashMap<ValueId, Vec<(OpId, usize)>>,
}

impl<'a> Marks<'a> {
    fn new(cx: &'a Context, body: &'a Body) -> Marks<'a> {
        let mut carried: FxHashMap<ValueId, Vec<(OpId, usize)>> = FxHashMap::default();
        let mut unknown: Vec<ValueId> = Vec::new();
        for op in body.ops_below(ROOT) {
            let branch = cx.op_info(body.name(op)).and_then(|i| i.interface::<BranchLike>());
            for (i, &to) in body.successors(op).iter().enumerate() {
                let args = body.args(to);
                let range = branch.map(|b| (b.forwarded)(body.op(cx, op), i));
                match range.filter(|r| r.len() == args.len()) {
                    Some(range) => args.iter().zip(range).for_each(|(&arg, at)| {
                        carried.entry(arg).or_default().push((op, at));
                    }),
                    None => unknown.extend(args),
                }
            }
        }
        // The operation around passes the entry block's arguments, branches or not.
        for op in body.ops_below(ROOT) {
            let entries = body.regions(op).iter().filter_map(|&r| body.entry(r));
            unknown.extend(entries.flat_map(|b| body.args(b)));
        }
        for arg in &unknown {
            carried.remove(arg);
        }
        let (ops, args) = Default::default();
        Marks { cx, body, ops, args, work: Vec::new(), carried }
    }

    /// Marks an operation: what it uses is needed, and what happens inside it whatever is used.
    fn mark(&mut self, op: OpId) {
        let mut stack = vec![op];
        while let Some(op) = stack.pop() {
            if !self.ops.insert(op) {
                continue;
            }
            // An operation is only there together with those around it.
            stack.extend(self.body.parent_op(op));
            let n_successors = self.body.successors(op).len();
            let carried = |i: usize| {
                n_successors > 0
                    && self.body.successors(op).iter().flat_map(|&b| self.body.args(b)).any(|arg| {
                        self.carried.get(arg).is_some_and(|list| list.contains(&(op, i)))
                    })
            };
            let operands = self.body.operands(op).enumerate();
            self.work.extend(operands.filter(|(i, _)| !carried(*i)).map(|(_, v)| v));
            for &region in self.body.regions(op) {
                for &block in self.body.blocks(region) {
                    let inside = self.body.ops_of(block);
                    stack.extend(inside.filter(|&o| !self.body.op(self.cx, o).would_be_dead()));
                }
            }
        }
    }

    fn drain(&mut self) {
        while let Some(value) = self.work.pop() {
            match self.body.def(value) {
                ValueDef::Result(op, _) => self.mark(op),
                ValueDef::Arg(..) => {
                    if self.args.insert(value)
                        && let Some(list) = self.carried.get(&value)
                    {
                        self.work.extend(list.iter().map(|&(op, i)| self.body.operand(op, i)));
                    }
                }
            }
        }
    }
}

/// Takes dead arguments from blocks and from the branches that lead there.
fn drop_arguments(rw: &mut Rewriter<'_>, live: &FxHashSet<OpId>, dead: &FxHashSet<ValueId>) {
    if dead.is_empty() {
        return;
    }
    let mut blocks: Vec<BlockId> = Vec::new();
    for op in rw.body.ops_below(ROOT) {
        let branch = rw.cx.op_info(rw.body.name(op)).and_then(|i| i.interface::<BranchLike>());
        blocks.extend(rw.body.regions(op).iter().flat_map(|&r| rw.body.blocks(r)));
        let Some(branch) = branch.filter(|_| live.contains(&op)) else { continue };
        let mut positions = Vec::new();
        for (i, &to) in rw.body.successors(op).iter().enumerate() {
            let range = (branch.forwarded)(rw.op(op), i);
            let pairs = range.zip(rw.body.args(to));
            positions.extend(pairs.filter(|(_, arg)| dead.contains(arg)).map(|(at, _)| at));
        }
        positions.sort_unstable();
        positions.into_iter().rev().for_each(|at| rw.erase_operand(op, at));
    }
    // Uses that are left are those of dead operations.
    let uses: Vec<OpId> = dead.iter().flat_map(|&a| rw.body.uses(a)).map(|(op, _)| op).collect();
    for op in uses.into_iter().filter(|op| !live.contains(op)) {
        rw.body.set_operands(op, &[]);
    }
    for block in blocks {
        for i in (0..rw.body.args(block).len()).rev() {
            if dead.contains(&rw.body.args(block)[i]) {
                rw.body.erase_arg(block, i);
            }
        }
    }
}
