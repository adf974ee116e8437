//! What `reduce` tries: a jump in the place of a branch, and blocks put together.

use terrace_ir::interface::BranchLike;
use terrace_ir::rewrite::Pattern;
use terrace_ir::{OpId, Rewriter, ValueId};

use crate::rewriting::pattern;

pub(super) const BRANCH: &[Pattern] = &[
    pattern("jump_to_first", "", |op, rw| jump(op, rw, 0)),
    pattern("jump_to_second", "", |op, rw| jump(op, rw, 1)),
];

pub(super) const BR: &[Pattern] = &[pattern("into_only_predecessor", "cf.br", merge)];

/// Goes to one of the successors, whatever the condition says.
fn jump(op: OpId, rw: &mut Rewriter<'_>, successor: usize) -> Option<()> {
    let to = *rw.body.successors(op).get(successor)?;
    let forwarded = rw.op(op).info()?.interface::<BranchLike>()?.forwarded;
    let passed: Vec<ValueId> =
        forwarded(rw.op(op), successor).map(|i| rw.op(op).operand(i)).collect();
    rw.build("cf.br").operands(&passed).successor(to).done();
    rw.erase(op);
    Some(())
}

/// Puts the block that only this jump leads to behind what stands before it.
fn merge(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let &[to] = rw.body.successors(op) else { return None };
    let (from, region) = (rw.body.block_of(op)?, rw.body.region_of(to)?);
    let ends = rw.body.blocks(region).iter().filter_map(|&b| rw.body.last_op(b));
    let edges = ends.flat_map(|end| rw.body.successors(end)).filter(|&&s| s == to).count();
    let passed: Vec<ValueId> = rw.body.operands(op).collect();
    let args = rw.body.args(to).to_vec();
    let fits = edges == 1 && from != to && rw.body.entry(region) != Some(to);
    (fits && args.len() == passed.len()).then_some(())?;
    for (&arg, &value) in args.iter().zip(&passed) {
        rw.replace_uses(arg, value);
    }
    rw.erase(op);
    for below in rw.body.ops_of(to).collect::<Vec<OpId>>() {
        rw.body.move_to_end(from, below);
    }
    rw.body.erase_block(to);
    Some(())
}
