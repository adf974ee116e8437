//! Simplifications of branches.

use std::ops::Range;

use terrace_ir::rewrite::Pattern;
use terrace_ir::{Attr, BlockId, OpId, OpRef, Rewriter, ValueId};

use crate::consts::{known_int, splat_int};
use crate::rewriting::{constant, pattern};

pub(super) const ASSERT: &[Pattern] = &[pattern("assert_true", "cf.assert", assert_true)];

pub(super) const BR: &[Pattern] = &[
    pattern("br_to_own_block", "cf.br", br_to_own_block),
    pattern("br_through_empty_block", "cf.br", br_through_empty_block),
];

pub(super) const COND_BR: &[Pattern] = &[
    pattern("cond_br_of_constant", "cf.cond_br", cond_br_of_constant),
    pattern("cond_br_through_empty_block", "cf.cond_br", cond_br_through_empty_block),
    pattern("cond_br_to_one_block", "cf.cond_br", cond_br_to_one_block),
    pattern("cond_br_condition_behind", "cf.cond_br", cond_br_condition_behind),
];

pub(super) const SWITCH: &[Pattern] = &[
    pattern("switch_of_constant", "cf.switch", switch_of_constant),
    pattern("switch_without_cases", "cf.switch", switch_without_cases),
    pattern("switch_after_same_switch", "cf.switch", switch_after_same_switch),
];

/// `assert true` -> nothing
fn assert_true(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    (known_int(view, view.operand(0))? != 0).then(|| rw.erase(op))
}

/// How many edges lead to a block of the same region as `op`.
fn n_edges_to(op: OpRef<'_>, block: BlockId) -> usize {
    let blocks = op.body.region_of(block).map(|r| op.body.blocks(r)).unwrap_or(&[]);
    let successors =
        |b: &BlockId| op.body.last_op(*b).map(|t| op.body.successors(t)).unwrap_or(&[]);
    blocks.iter().flat_map(successors).filter(|s| **s == block).count()
}

fn is_entry(op: OpRef<'_>, block: BlockId) -> bool {
    op.body.region_of(block).and_then(|r| op.body.entry(r)) == Some(block)
}

fn replace_by_br(op: OpId, rw: &mut Rewriter<'_>, block: BlockId, args: &[ValueId]) -> Option<()> {
    rw.before(op);
    rw.build("cf.br").operands(args).successor(block).done();
    rw.erase(op);
    Some(())
}

/// A branch to a block that nothing else branches to -> that block's operations
fn br_to_own_block(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (here, there) = (view.body.block_of(op)?, *view.body.successors(op).first()?);
    if here == there || is_entry(view, there) || n_edges_to(view, there) != 1 {
        return None;
    }
    let args: Vec<ValueId> = view.operands().collect();
    let params = view.body.args(there).to_vec();
    if params.len() != args.len() {
        return None;
    }
    let ops: Vec<OpId> = view.body.ops_of(there).collect();
    rw.erase(op);
    for (param, arg) in params.into_iter().zip(args) {
        rw.replace_uses(param, arg);
    }
    for op in ops {
        rw.body.move_to_end(here, op);
        rw.modified(op);
    }
    rw.body.erase_block(there);
    Some(())
}

/// Where a branch to `block` with `args` ends up when the block only branches on.
fn through(op: OpRef<'_>, block: BlockId, args: &[ValueId]) -> Option<(BlockId, Vec<ValueId>)> {
    let next = op.at(op.body.first_op(block)?);
    if next.name_str() != "cf.br" {
        return None;
    }
    let target = *op.body.successors(next.id).first()?;
    let params = op.body.args(block);
    // The arguments must not be looked at anywhere else, and a loop must not be unrolled for ever.
    let only_here = params.iter().all(|p| op.body.uses(*p).all(|(user, _)| user == next.id));
    if target == block || !only_here {
        return None;
    }
    let map = |v: ValueId| {
        let at = params.iter().position(|p| *p == v);
        at.and_then(|i| args.get(i).copied()).unwrap_or(v)
    };
    Some((target, next.operands().map(map).collect()))
}

/// `br ^a`, `^a: br ^b` -> `br ^b`
fn br_through_empty_block(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (here, there) = (view.body.block_of(op)?, *view.body.successors(op).first()?);
    let args: Vec<ValueId> = view.operands().collect();
    let (target, args) = through(view, there, &args)?;
    if there == here {
        return None;
    }
    replace_by_br(op, rw, target, &args)
}

/// The values passed to both successors.
fn passed(op: OpRef<'_>) -> Option<[Vec<ValueId>; 2]> {
    let list = |r: Range<usize>| r.map(|i| op.operand(i)).collect();
    Some([list(op.operand_group(1)?), list(op.operand_group(2)?)])
}

/// `cond_br true` and `cond_br false` -> `br`
fn cond_br_of_constant(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let taken = usize::from(known_int(view, view.operand(0))? == 0);
    let block = *view.body.successors(op).get(taken)?;
    let args = passed(view)?[taken].clone();
    replace_by_br(op, rw, block, &args)
}

fn replace_by_cond_br(
    op: OpId,
    rw: &mut Rewriter<'_>,
    blocks: [BlockId; 2],
    args: [Vec<ValueId>; 2],
) -> Option<()> {
    let view = rw.op(op);
    let (cond, weights) = (view.operand(0), view.attr("branch_weights"));
    let sizes = rw.cx.i32_array(&[1, args[0].len() as i32, args[1].len() as i32]);
    rw.before(op);
    rw.build("cf.cond_br")
        .operand(cond)
        .operands(&args[0])
        .operands(&args[1])
        .maybe_attr("branch_weights", weights)
        .attr("operandSegmentSizes", sizes)
        .successor(blocks[0])
        .successor(blocks[1])
        .done();
    rw.erase(op);
    Some(())
}

/// A successor that only branches on is skipped.
fn cond_br_through_empty_block(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let mut blocks = <[BlockId; 2]>::try_from(view.body.successors(op)).ok()?;
    let mut args = passed(view)?;
    let mut changed = None;
    for i in 0..2 {
        if let Some((block, values)) = through(view, blocks[i], &args[i]) {
            (blocks[i], args[i]) = (block, values);
            changed = Some(());
        }
    }
    changed?;
    replace_by_cond_br(op, rw, blocks, args)
}

/// Both successors are one block -> `br`, with selected values where they differ
fn cond_br_to_one_block(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let [a, b] = <[BlockId; 2]>::try_from(view.body.successors(op)).ok()?;
    let [on_true, on_false] = passed(view)?;
    if a != b || on_true.len() != on_false.len() {
        return None;
    }
    if on_true != on_false && n_edges_to(view, a) != 2 {
        // Others branch there too: the arguments stay, and selecting would gain nothing.
        return None;
    }
    let cond = view.operand(0);
    rw.before(op);
    let mut args = Vec::with_capacity(on_true.len());
    for (x, y) in on_true.into_iter().zip(on_false) {
        let ty = rw.ty(x);
        args.push(match x == y {
            true => x,
            false => rw.build("arith.select").operands(&[cond, x, y]).result(ty).value(),
        });
    }
    replace_by_br(op, rw, a, &args)
}

/// In a block that is only entered when the condition holds (or does not), it is known.
fn cond_br_condition_behind(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let cond = view.operand(0);
    if known_int(view, cond).is_some() {
        return None;
    }
    let blocks = <[BlockId; 2]>::try_from(view.body.successors(op)).ok()?;
    let mut known = Vec::new();
    for (i, block) in blocks.into_iter().enumerate() {
        let users = view.body.uses(cond).filter(|(u, _)| view.body.block_of(*u) == Some(block));
        let users: Vec<(OpId, usize)> = users.filter(|(u, _)| *u != op).collect();
        if !users.is_empty() && blocks[0] != blocks[1] && n_edges_to(view, block) == 1 {
            known.push((i == 0, users));
        }
    }
    if known.is_empty() {
        return None;
    }
    for (truth, users) in known {
        let (value, ty) = (rw.cx.bool_attr(truth), rw.cx.int_ty(1));
        rw.before(op);
        let value = constant(rw, value, ty);
        for (user, at) in users {
            rw.set_operand(user, at, value);
        }
    }
    Some(())
}

/// The operand positions passed to each successor of a switch.
pub(super) fn switch_segments(op: OpRef<'_>) -> Option<Vec<Range<usize>>> {
    let (default, rest) = (op.operand_group(1)?, op.operand_group(2)?);
    let sizes = op.attr("case_operand_segments")?.as_ints(op.cx)?;
    let mut at = rest.start;
    let mut all = vec![default];
    for size in sizes {
        let end = at.checked_add(usize::try_from(size).ok()?)?;
        all.push(at..end);
        at = end;
    }
    (at == rest.end).then_some(all)
}

/// The successor of a switch for a constant flag.
pub(super) fn switch_taken(op: OpRef<'_>, flag: Attr) -> Option<usize> {
    let flag = splat_int(op.cx, Some(flag))?;
    Some(case_values(op).iter().position(|c| i128::from(*c) == flag).map_or(0, |i| i + 1))
}

fn switch_of_constant(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let flag = crate::consts::known(view, view.operand(0))?;
    let taken = switch_taken(view, flag)?;
    branch_to(op, rw, taken)
}

fn switch_without_cases(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    (rw.op(op).body.successors(op).len() == 1).then(|| branch_to(op, rw, 0))?
}

fn branch_to(op: OpId, rw: &mut Rewriter<'_>, taken: usize) -> Option<()> {
    let view = rw.op(op);
    let range = switch_segments(view)?.get(taken)?.clone();
    let args: Vec<ValueId> = range.map(|i| view.operand(i)).collect();
    let block = *view.body.successors(op).get(taken)?;
    replace_by_br(op, rw, block, &args)
}

/// A switch in a block that only one case of a switch on the same value leads to -> a branch
fn switch_after_same_switch(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let here = view.body.block_of(op)?;
    let blocks = view.body.region_of(here).map(|r| view.body.blocks(r))?;
    let leads_here = |t: &OpId| view.body.successors(*t).contains(&here);
    let before = blocks.iter().filter_map(|b| view.body.last_op(*b)).find(leads_here)?;
    let before = view.at(before);
    let same = before.id != op && before.name() == view.name();
    if !same || before.operand(0) != view.operand(0) || n_edges_to(view, here) != 1 {
        return None;
    }
    let taken = before.body.successors(before.id).iter().position(|b| *b == here)?;
    // By its default nothing is said but what the value is not.
    let value = *case_values(before).get(taken.checked_sub(1)?)?;
    let taken = case_values(view).iter().position(|c| *c == value).map_or(0, |i| i + 1);
    branch_to(op, rw, taken)
}

fn case_values(op: OpRef<'_>) -> Vec<i64> {
    op.attr("case_values").and_then(|a| a.as_ints(op.cx)).unwrap_or_default()
}
