//! Turns structured control flow into branches between blocks: `for`, `while`, `if`,
//! `execute_region`, from the inside out.
//!
//! Does not turn parallel loops or switches into branches, nor what stands where only one block may
//! stand: then says so.
//! Not in a pipeline because the code generator takes structured control flow as it is.

use terrace_ir::conversion::CONV001;
use terrace_ir::greedy::{GreedyConfig, PatternSet};

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "convert-scf-to-cf",
    summary: "turn structured control flow into branches between blocks",
    reads: &["scf"],
    leaves: &["arith", "cf"],
    run: |body, cx| cx.each_body(body, &run),
    ..PassInfo::EMPTY
};

const PATTERNS: &[Pattern] = &[
    pattern!(for_loop on "scf.for"),
    pattern!(while_loop on "scf.while"),
    pattern!(condition on "scf.if"),
    pattern!(plain_region on "scf.execute_region"),
];

fn run(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let config = GreedyConfig {
        fold: false,
        erase_dead: false,
        simplify_regions: false,
        ..GreedyConfig::default()
    };
    // Inner ones first: an outer one takes their blocks along.
    cx.walk_with(body, &PatternSet::new(cx.cx, PATTERNS), &config)?;
    let errors = cx.diags.n_errors();
    if cx.is_limited() {
        return Ok(());
    }
    for op in body.ops_below(ROOT) {
        let view = body.op(cx.cx, op);
        let left = view.name_str();
        // Terminators go with what they end.
        if left.starts_with("scf.") && !view.has(Traits::TERMINATOR) {
            cx.error(&CONV001, view.loc(), &[&left, &" to branches between blocks"]);
        }
    }
    cx.diags.ok_since(errors)
}

/// Whether blocks may come to stand where the operation stands.
fn can_branch(rw: &Rewriter<'_>, op: OpId) -> bool {
    let Some(parent) = rw.body.parent_op(op) else { return false };
    let view = rw.op(parent);
    // These become blocks themselves, later.
    let follows = PATTERNS.iter().any(|p| p.root == view.name_str());
    let single = view.has(Traits::SINGLE_BLOCK) || view.has(Traits::GRAPH_REGION);
    match follows {
        true => can_branch(rw, parent),
        false => !single && view.def().is_some(),
    }
}

/// Splits the block at the operation: gives what comes before and what comes after it.
fn split(rw: &mut Rewriter<'_>, op: OpId) -> Option<(BlockId, BlockId)> {
    let before = rw.body.block_of(op)?;
    Some((before, rw.body.split_block(op)))
}

/// Moves the blocks of a region in front of a block; gives the first.
fn move_out(rw: &mut Rewriter<'_>, region: RegionId, before: BlockId) -> Option<BlockId> {
    let to = rw.body.region_of(before)?;
    let blocks = rw.body.blocks(region).to_vec();
    for &block in &blocks {
        rw.body.detach_block(block);
        let at = rw.body.blocks(to).iter().position(|&b| b == before)?;
        rw.body.insert_block(to, at, block);
    }
    blocks.first().copied()
}

/// The terminators of this name in a region.
fn ends(rw: &Rewriter<'_>, region: RegionId, name: &str) -> Vec<OpId> {
    let last = rw.body.blocks(region).iter().filter_map(|&b| rw.body.last_op(b));
    last.filter(|&op| rw.op(op).name_str() == name).collect()
}

/// Puts a branch that passes all operands of a terminator in its place.
fn end_with_branch(rw: &mut Rewriter<'_>, end: OpId, to: BlockId) {
    let values: Vec<ValueId> = rw.body.operands(end).collect();
    branch(rw.before(end), &values, to);
    rw.erase(end);
}

fn branch(rw: &mut Rewriter<'_>, values: &[ValueId], to: BlockId) {
    rw.build("cf.br").operands(values).successor(to).done();
}

/// Goes to one of two blocks, the first with arguments.
fn branch_if(rw: &mut Rewriter<'_>, condition: ValueId, yes: (BlockId, &[ValueId]), no: BlockId) {
    let sizes = rw.cx.i32_array(&[1, yes.1.len() as i32, 0]);
    let build = rw.build("cf.cond_br").operand(condition).operands(yes.1);
    build.successor(yes.0).successor(no).attr("operandSegmentSizes", sizes).done();
}

/// The block in front of the body compares the counter; the body ends with the next one.
fn for_loop(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let region = *rw.body.regions(op).first()?;
    let &[end] = &ends(rw, region, "scf.yield")[..] else { return None };
    can_branch(rw, op).then_some(())?;
    let operands: Vec<ValueId> = rw.body.operands(op).collect();
    let (low, high, step) = (operands[0], operands[1], operands[2]);
    let start = [&[low], &operands[3..]].concat();
    let unsigned = rw.op(op).attr("unsignedCmp").is_some();
    let (before, after) = split(rw, op)?;
    let first = move_out(rw, region, after)?;
    // The arguments are those of the block that compares; the body sees them from there.
    let types: Vec<Type> = start.iter().map(|&v| rw.ty(v)).collect();
    let head = rw.body.new_detached_block();
    let at_region = rw.body.region_of(after)?;
    let at = rw.body.blocks(at_region).iter().position(|&b| b == first)?;
    rw.body.insert_block(at_region, at, head);
    let loc = rw.body.loc(op);
    for (i, &ty) in types.iter().enumerate() {
        let arg = rw.body.add_arg(head, ty, loc);
        let old = rw.body.args(first)[i];
        if let Some(name) = rw.body.value_name(old) {
            rw.body.set_value_name(arg, name);
        }
        rw.replace_uses(old, arg);
    }
    (0..types.len()).rev().for_each(|i| rw.body.erase_arg(first, i));
    let args = rw.body.args(head).to_vec();
    branch(rw.at_end(before), &start, head);
    let predicate = rw.cx.int_attr(if unsigned { ULT } else { SLT }, rw.cx.int_ty(64));
    let bit = rw.cx.int_ty(1);
    let build = rw.at_end(head).build("arith.cmpi").operands(&[args[0], high]);
    let goes_on = build.attr("predicate", predicate).result(bit).value();
    branch_if(rw, goes_on, (first, &[]), after);
    let ty = rw.ty(low);
    let next = rw.before(end).build("arith.addi").operands(&[args[0], step]).result(ty).value();
    let carried: Vec<ValueId> = rw.body.operands(end).collect();
    branch(rw, &[&[next], &carried[..]].concat(), head);
    rw.erase(end);
    rw.replace(op, &args[1..]);
    Some(())
}

/// Cases of `arith.cmpi`'s predicate.
const SLT: i128 = 2;
const ULT: i128 = 6;

fn while_loop(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let &[check, work] = rw.body.regions(op) else { return None };
    let &[decides] = &ends(rw, check, "scf.condition")[..] else { return None };
    let &[end] = &ends(rw, work, "scf.yield")[..] else { return None };
    can_branch(rw, op).then_some(())?;
    let start: Vec<ValueId> = rw.body.operands(op).collect();
    let (before, after) = split(rw, op)?;
    let head = move_out(rw, check, after)?;
    let first = move_out(rw, work, after)?;
    rw.loc = rw.body.loc(op);
    branch(rw.at_end(before), &start, head);
    let passed: Vec<ValueId> = rw.body.operands(decides).collect();
    rw.before(decides);
    branch_if(rw, passed[0], (first, &passed[1..]), after);
    rw.erase(decides);
    end_with_branch(rw, end, head);
    rw.replace(op, &passed[1..]);
    Some(())
}

fn condition(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let regions = rw.body.regions(op).to_vec();
    can_branch(rw, op).then_some(())?;
    let condition = rw.body.operand(op, 0);
    let (before, after) = split(rw, op)?;
    let results = join(rw, op, after);
    let mut first = Vec::new();
    for region in regions {
        let ends = ends(rw, region, "scf.yield");
        first.push(move_out(rw, region, after).unwrap_or(after));
        ends.into_iter().for_each(|end| end_with_branch(rw, end, after));
    }
    rw.loc = rw.body.loc(op);
    rw.at_end(before);
    branch_if(rw, condition, (first[0], &[]), first.get(1).copied().unwrap_or(after));
    rw.replace(op, &results);
    Some(())
}

fn plain_region(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let region = *rw.body.regions(op).first()?;
    can_branch(rw, op).then_some(())?;
    let (before, after) = split(rw, op)?;
    let results = join(rw, op, after);
    let ends = ends(rw, region, "scf.yield");
    let first = move_out(rw, region, after)?;
    rw.loc = rw.body.loc(op);
    branch(rw.at_end(before), &[], first);
    ends.into_iter().for_each(|end| end_with_branch(rw, end, after));
    rw.replace(op, &results);
    Some(())
}

/// Gives the block an argument for each result, by its name.
fn join(rw: &mut Rewriter<'_>, op: OpId, after: BlockId) -> Vec<ValueId> {
    let loc = rw.body.loc(op);
    let results: Vec<ValueId> = rw.body.results(op).collect();
    let arg = |old: ValueId| {
        let ty = rw.ty(old);
        rw.body.add_arg(after, ty, loc)
    };
    results.into_iter().map(arg).collect()
}
