//! Control flow: unreachable blocks, blocks that can be merged, arguments that are not needed.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::Driver;
use crate::actions;
use crate::body::{Body, ROOT};
use crate::cfg;
use crate::context::Context;
use crate::entity::{BlockId, OpId, RegionId, ValueId};
use crate::interface::BranchLike;

/// For each block the branches that lead to it, as (branch, successor position).
type Predecessors = FxHashMap<BlockId, SmallVec<[(OpId, usize); 2]>>;

impl Driver<'_> {
    /// Drops the blocks of a region that cannot be reached from its entry.
    pub(super) fn sweep(&mut self, region: RegionId) {
        let blocks = self.rw.body.blocks(region);
        if blocks.len() < 2 {
            return;
        }
        let reached = cfg::reachable(self.rw.body, region);
        let dead: Vec<BlockId> = blocks.iter().copied().filter(|b| !reached.contains(b)).collect();
        let owner = self.rw.body.owner(region);
        if dead.is_empty() {
            return;
        }
        let Some(change) = self.begin(owner, actions::DROP_UNREACHABLE) else { return };
        let inside: FxHashSet<BlockId> = dead.iter().copied().collect();
        let mut lost_users = Vec::new();
        for op in dead.iter().flat_map(|&b| self.rw.body.ops_of(b)) {
            for below in self.rw.body.ops_below(op) {
                self.branches.remove(&below);
                let defs = self.rw.body.operands(below).filter_map(|v| self.rw.body.def_op(v));
                let outside =
                    |d: &OpId| self.rw.body.block_of(*d).is_some_and(|b| !inside.contains(&b));
                lost_users.extend(defs.filter(outside));
            }
        }
        for block in dead {
            self.rw.body.erase_block(block);
        }
        self.end(change);
        lost_users.into_iter().for_each(|op| self.push(op));
        // The branches that are left may lead to blocks with fewer predecessors now.
        let left = self.rw.body.blocks(region).iter().filter_map(|&b| self.rw.body.last_op(b));
        left.collect::<Vec<OpId>>().into_iter().for_each(|op| self.push(op));
    }

    /// Simplifies the control flow of every region of the body.
    pub(super) fn simplify_regions(&mut self) {
        let ops = self.rw.body.ops_below(ROOT);
        let mut regions: Vec<RegionId> = Vec::new();
        for &op in &ops {
            let several = |r: &&RegionId| self.rw.body.blocks(**r).len() > 1;
            regions.extend(self.rw.body.regions(op).iter().filter(several).copied());
        }
        for region in regions {
            self.sweep(region);
            self.merge_blocks(region);
            self.drop_arguments(region);
        }
    }

    /// Appends each block to its only predecessor when that leads nowhere else.
    fn merge_blocks(&mut self, region: RegionId) {
        let mut predecessors = predecessors(self.rw.body, region);
        for block in self.rw.body.blocks(region).to_vec() {
            let Some(&[(branch, 0)]) = predecessors.get(&block).map(|p| &**p) else { continue };
            let before = self.rw.body.block_of(branch);
            let (Some(before), Some(passed)) = (before, jump(self.rw.cx, self.rw.body, branch))
            else {
                continue;
            };
            let is_entry = self.rw.body.entry(region) == Some(block);
            let args = self.rw.body.args(block).to_vec();
            if is_entry || before == block || passed.len() != args.len() {
                continue;
            }
            let Some(change) = self.begin(branch, actions::MERGE_BLOCKS) else { continue };
            for (&arg, &value) in args.iter().zip(&passed) {
                self.rw.replace_uses(arg, value);
                crate::fold::keep_name(self.rw.body, arg, value);
            }
            self.branches.remove(&branch);
            self.rw.erase(branch);
            for op in self.rw.body.ops_of(block).collect::<Vec<_>>() {
                self.rw.body.move_to_end(before, op);
                self.push(op);
            }
            self.rw.body.erase_block(block);
            self.end(change);
            // Branches of the block that was merged keep their identity; their block changed.
            predecessors.remove(&block);
        }
    }

    /// Drops arguments that nothing uses, and those that are always given the same value.
    fn drop_arguments(&mut self, region: RegionId) {
        let predecessors = predecessors(self.rw.body, region);
        for &block in self.rw.body.blocks(region).to_vec().iter().skip(1) {
            let Some(from) = predecessors.get(&block) else { continue };
            for i in (0..self.rw.body.args(block).len()).rev() {
                let arg = self.rw.body.args(block)[i];
                let mut positions = SmallVec::<[(OpId, usize); 2]>::new();
                for &(branch, successor) in from {
                    let forwarded = forwarded(self.rw.cx, self.rw.body, branch, successor);
                    let at = forwarded.and_then(|range| range.clone().nth(i));
                    positions.extend(at.map(|at| (branch, at)));
                }
                if positions.len() != from.len() {
                    continue;
                }
                let value = only_value(self.rw.body, arg, &positions);
                if value.is_none() && !only_passed_on(self.rw.body, arg, &positions) {
                    continue;
                }
                let owner = self.rw.body.owner(region);
                let Some(change) = self.begin(owner, actions::DROP_ARGUMENT) else { continue };
                if let Some(value) = value {
                    self.rw.replace_uses(arg, value);
                    crate::fold::keep_name(self.rw.body, arg, value);
                }
                // A branch may pass it several times, to one block or to both of its successors.
                positions.sort_by_key(|&(branch, at)| (branch, std::cmp::Reverse(at)));
                for (branch, at) in positions {
                    self.rw.erase_operand(branch, at);
                }
                self.rw.body.erase_arg(block, i);
                self.end(change);
            }
        }
    }
}

/// The value that all branches pass for an argument, other than the argument itself.
fn only_value(body: &Body, arg: ValueId, positions: &[(OpId, usize)]) -> Option<ValueId> {
    let mut values = positions.iter().map(|&(op, i)| body.operand(op, i)).filter(|v| *v != arg);
    let first = values.next()?;
    values.all(|v| v == first).then_some(first)
}

/// Whether all uses of an argument pass it to itself again.
fn only_passed_on(body: &Body, arg: ValueId, positions: &[(OpId, usize)]) -> bool {
    body.uses(arg).all(|at| positions.contains(&at))
}

fn predecessors(body: &Body, region: RegionId) -> Predecessors {
    let mut map = Predecessors::default();
    for &block in body.blocks(region) {
        if let Some(op) = body.last_op(block) {
            for (i, &to) in body.successors(op).iter().enumerate() {
                map.entry(to).or_default().push((op, i));
            }
        }
    }
    map
}

fn forwarded(
    cx: &Context,
    body: &Body,
    branch: OpId,
    successor: usize,
) -> Option<std::ops::Range<usize>> {
    let interface = cx.op_info(body.name(branch))?.interface::<BranchLike>()?;
    Some((interface.forwarded)(body.op(cx, branch), successor))
}

/// The values a branch with one successor passes to it, if it does nothing else.
fn jump(cx: &Context, body: &Body, branch: OpId) -> Option<Vec<ValueId>> {
    if body.successors(branch).len() != 1 || body.n_results(branch) != 0 {
        return None;
    }
    let range = forwarded(cx, body, branch, 0)?;
    let all = range == (0..body.n_operands(branch));
    all.then(|| body.operands(branch).collect())
}
