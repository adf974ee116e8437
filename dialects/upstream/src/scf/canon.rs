//! Simplifications of loops and conditions.

use terrace_ir::rewrite::Pattern;
use terrace_ir::{BlockId, OpId, OpRef, RegionId, Rewriter, Type, ValueId};

use super::nests::{IF_AFTER_IF, IF_IN_IF, WHILE_COMPARES};
use crate::consts::{defined, known_int};
use crate::rewriting::{
    branch, constant, defined_outside, drop_empty_else, inline_before, keep_yields, kept,
    only_block, pattern, rebuild, take_branch,
};

pub(super) const FOR: &[Pattern] = &[
    pattern("for_that_runs_at_most_once", "scf.for", for_at_most_once),
    pattern("for_that_does_nothing", "scf.for", for_that_does_nothing),
    pattern("for_with_invariant_values", "scf.for", for_invariant_values),
];

pub(super) const IF: &[Pattern] = &[
    pattern("if_of_constant", "scf.if", if_of_constant),
    pattern("if_of_not", "scf.if", if_of_not),
    pattern("if_with_unused_results", "scf.if", if_unused_results),
    pattern("if_to_select", "scf.if", if_to_select),
    pattern("if_condition_inside", "scf.if", if_condition_inside),
    pattern("if_with_empty_else", "scf.if", drop_empty_else),
    IF_AFTER_IF,
    IF_IN_IF,
];

pub(super) const EXECUTE_REGION: &[Pattern] =
    &[pattern("execute_region_of_one_block", "scf.execute_region", execute_region_of_one_block)];

pub(super) const INDEX_SWITCH: &[Pattern] =
    &[pattern("index_switch_of_constant", "scf.index_switch", index_switch_of_constant)];

pub(super) const WHILE: &[Pattern] = &[
    pattern("while_condition_after", "scf.while", while_condition_after),
    WHILE_COMPARES,
    pattern("while_with_unused_results", "scf.while", while_unused_results),
    pattern("while_with_unused_arguments", "scf.while", while_unused_args),
];

fn regions(op: OpRef<'_>) -> Vec<RegionId> {
    op.body.regions(op.id).to_vec()
}

/// How often a loop from `lb` to `ub` by `step` runs, counted no further than to 2.
pub(super) fn trip_count(op: OpRef<'_>, lb: ValueId, ub: ValueId, step: ValueId) -> Option<u8> {
    if op.attr("unsignedCmp").is_some() {
        // Only equality means the same in both orders.
        return (lb == ub).then_some(0);
    }
    if lb == ub {
        return Some(0);
    }
    let distance = known_int(op, ub)? - known_int(op, lb)?;
    if distance <= 0 {
        return Some(0);
    }
    let step = known_int(op, step).filter(|s| *s > 0)?;
    Some(if distance <= step { 1 } else { 2 })
}

/// A loop that runs never or once -> its body
fn for_at_most_once(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (lb, inits) = (view.operand(0), view.operand_values(3));
    match trip_count(view, lb, view.operand(1), view.operand(2))? {
        0 => rw.replace(op, &inits),
        1 => {
            let block = only_block(view, *regions(view).first()?)?;
            let args: Vec<ValueId> = [lb].into_iter().chain(inits).collect();
            let values = inline_before(rw, block, &args, op)?;
            rw.replace(op, &values);
        }
        _ => return None,
    }
    Some(())
}

/// A loop that runs, computes nothing and yields values from outside -> those values
fn for_that_does_nothing(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let block = only_block(view, *regions(view).first()?)?;
    let terminator = view.body.last_op(block)?;
    if view.body.first_op(block) != Some(terminator) || view.n_results() == 0 {
        return None;
    }
    let values: Vec<ValueId> = view.body.operands(terminator).collect();
    let runs = trip_count(view, view.operand(0), view.operand(1), view.operand(2))? > 0;
    if !runs || !values.iter().all(|v| defined_outside(view, *v)) {
        return None;
    }
    rw.replace(op, &values);
    Some(())
}

/// Carried values that never change or that nobody looks at are not carried.
fn for_invariant_values(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let region = *regions(view).first()?;
    let block = only_block(view, region)?;
    let inits = view.operand_values(3);
    let args = view.body.args(block).get(1..)?.to_vec();
    let yields: Vec<ValueId> = view.body.operands(view.body.last_op(block)?).collect();
    if args.len() != inits.len() || yields.len() != inits.len() {
        return None;
    }
    let results: Vec<ValueId> = view.results().collect();
    let keep: Vec<bool> = (0..inits.len())
        .map(|i| {
            let unused = !view.body.has_uses(args[i]) && !view.body.has_uses(results[i]);
            !(unused || yields[i] == args[i] || yields[i] == inits[i])
        })
        .collect();
    if keep.iter().all(|k| *k) {
        return None;
    }
    let bounds: Vec<ValueId> = (0..3).map(|i| view.operand(i)).collect();
    let types: Vec<Type> = kept(&results, &keep).iter().map(|r| view.body.ty(*r)).collect();
    keep_yields(rw, block, &keep)?;
    for i in (0..keep.len()).rev().filter(|i| !keep[*i]) {
        rw.replace_uses(args[i], inits[i]);
        rw.body.erase_arg(block, i + 1);
    }
    let operands: Vec<ValueId> = bounds.into_iter().chain(kept(&inits, &keep)).collect();
    let new = rebuild(op, rw, "scf.for", &operands, &types);
    forward_results(op, rw, new, &keep, &inits);
    Some(())
}

/// Replaces `op`: kept results by those of `new` in order, the others by `values`.
fn forward_results(op: OpId, rw: &mut Rewriter<'_>, new: OpId, keep: &[bool], values: &[ValueId]) {
    let mut next = rw.body.results(new).collect::<Vec<_>>().into_iter();
    let choose = |(k, v): (&bool, &ValueId)| if *k { next.next().unwrap_or(*v) } else { *v };
    let replacements: Vec<ValueId> = keep.iter().zip(values).map(choose).collect();
    rw.replace(op, &replacements);
}

/// What a branch yields.
pub(super) fn yields(op: OpRef<'_>, block: BlockId) -> Option<Vec<ValueId>> {
    Some(op.body.operands(op.body.last_op(block)?).collect())
}

/// `if true`, `if false` -> the branch
fn if_of_constant(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let taken = usize::from(known_int(view, view.operand(0))? == 0);
    take_branch(rw, op, taken)
}

/// `if not c {a} else {b}` -> `if c {b} else {a}`
fn if_of_not(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let not = defined(view, view.operand(0), "arith.xori")?;
    if known_int(not, not.operand(1))? != -1 || branch(view, 1).is_none() {
        return None;
    }
    let (c, [then, other]) = (not.operand(0), <[RegionId; 2]>::try_from(regions(view)).ok()?);
    let (a, b) = (rw.body.blocks(then).to_vec(), rw.body.blocks(other).to_vec());
    a.iter().chain(&b).for_each(|x| rw.body.detach_block(*x));
    b.into_iter().for_each(|x| rw.body.append_block(then, x));
    a.into_iter().for_each(|x| rw.body.append_block(other, x));
    rw.set_operand(op, 0, c);
    Some(())
}

/// Results that nobody uses are not yielded.
fn if_unused_results(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let keep: Vec<bool> = view.results().map(|r| view.body.has_uses(r)).collect();
    if keep.iter().all(|k| *k) {
        return None;
    }
    keep_if_results(op, rw, &keep, None)
}

/// Drops results of a condition; those dropped become `values` (they have no uses without).
fn keep_if_results(
    op: OpId,
    rw: &mut Rewriter<'_>,
    keep: &[bool],
    values: Option<&[ValueId]>,
) -> Option<()> {
    let view = rw.op(op);
    let (then, other) = (branch(view, 0)?, branch(view, 1)?);
    let results: Vec<ValueId> = view.results().collect();
    let types: Vec<Type> = kept(&results, keep).iter().map(|r| view.body.ty(*r)).collect();
    let cond = view.operand(0);
    keep_yields(rw, then, keep)?;
    keep_yields(rw, other, keep)?;
    let new = rebuild(op, rw, "scf.if", &[cond], &types);
    // An unused result is replaced by anything of its kind: itself would do, but it goes away.
    match values {
        Some(values) => forward_results(op, rw, new, keep, values),
        None => {
            let fresh: Vec<ValueId> = rw.body.results(new).collect();
            for (old, new) in kept(&results, keep).into_iter().zip(fresh) {
                rw.replace_uses(old, new);
            }
            rw.erase(op);
        }
    }
    Some(())
}

/// Results that are chosen among values from outside -> `arith.select`
fn if_to_select(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (then, other) = (branch(view, 0)?, branch(view, 1)?);
    let (a, b) = (yields(view, then)?, yields(view, other)?);
    let outside = |v: &ValueId| defined_outside(view, *v);
    let keep: Vec<bool> = a.iter().zip(&b).map(|(a, b)| !outside(a) || !outside(b)).collect();
    if keep.len() != view.n_results() || keep.iter().all(|k| *k) {
        return None;
    }
    let cond = view.operand(0);
    rw.before(op);
    let mut values = Vec::with_capacity(keep.len());
    for i in 0..keep.len() {
        let ty = rw.ty(a[i]);
        values.push(match () {
            () if keep[i] || a[i] == b[i] => a[i],
            () => rw.build("arith.select").operands(&[cond, a[i], b[i]]).result(ty).value(),
        });
    }
    keep_if_results(op, rw, &keep, Some(&values))
}

/// Inside the branches the condition is known.
fn if_condition_inside(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let cond = view.operand(0);
    if known_int(view, cond).is_some() {
        return None;
    }
    let mut inside = Vec::new();
    for (user, at) in view.body.uses(cond) {
        if user == op || !view.body.is_inside(op, user) {
            continue;
        }
        let then = branch(view, 0).is_some_and(|b| view.body.ancestor_in(b, user).is_some());
        inside.push((user, at, then));
    }
    if inside.is_empty() {
        return None;
    }
    for (user, at, truth) in inside {
        rw.before(op);
        let (value, ty) = (rw.cx.bool_attr(truth), rw.cx.int_ty(1));
        let known = constant(rw, value, ty);
        rw.set_operand(user, at, known);
    }
    Some(())
}

fn execute_region_of_one_block(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let block = branch(view, 0)?;
    let yields = view.body.last_op(block).map(|t| view.at(t))?;
    if view.attr("no_inline").is_some() || yields.name_str() != "scf.yield" {
        return None;
    }
    let values = inline_before(rw, block, &[], op)?;
    rw.replace(op, &values);
    Some(())
}

fn index_switch_of_constant(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let value = known_int(view, view.operand(0))?;
    let cases = view.attr("cases")?.as_ints(view.cx)?;
    // The default region comes first.
    let taken = cases.iter().position(|c| i128::from(*c) == value).map_or(0, |i| i + 1);
    let block = branch(view, taken)?;
    let values = inline_before(rw, block, &[], op)?;
    rw.replace(op, &values);
    Some(())
}

/// In the body of a `while`, the condition that was passed on is true.
fn while_condition_after(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (before, after) = (branch(view, 0)?, branch(view, 1)?);
    let condition = view.at(view.body.last_op(before)?);
    let cond = condition.operands().next()?;
    let mut changed = None;
    let passed: Vec<ValueId> = condition.operands().skip(1).collect();
    let args = view.body.args(after).to_vec();
    for (passed, arg) in passed.into_iter().zip(args) {
        if passed == cond && rw.body.has_uses(arg) {
            rw.before(op);
            let (value, ty) = (rw.cx.bool_attr(true), rw.cx.int_ty(1));
            let known = constant(rw, value, ty);
            rw.replace_uses(arg, known);
            changed = Some(());
        }
    }
    changed
}

/// Values passed on that neither the body nor anyone after the loop uses are not passed on.
fn while_unused_results(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (before, after) = (branch(view, 0)?, branch(view, 1)?);
    let condition = view.body.last_op(before)?;
    let args = view.body.args(after).to_vec();
    let results: Vec<ValueId> = view.results().collect();
    if args.len() != results.len() || view.body.n_operands(condition) != args.len() + 1 {
        return None;
    }
    let used = |v: &ValueId| view.body.has_uses(*v);
    let keep: Vec<bool> = args.iter().zip(&results).map(|(a, r)| used(a) || used(r)).collect();
    if keep.iter().all(|k| *k) {
        return None;
    }
    let types: Vec<Type> = kept(&results, &keep).iter().map(|r| view.body.ty(*r)).collect();
    let inits: Vec<ValueId> = view.operands().collect();
    let passed: Vec<bool> = [true].into_iter().chain(keep.iter().copied()).collect();
    keep_yields(rw, before, &passed)?;
    for i in (0..keep.len()).rev().filter(|i| !keep[*i]) {
        rw.body.erase_arg(after, i);
    }
    let new = rebuild(op, rw, "scf.while", &inits, &types);
    let fresh: Vec<ValueId> = rw.body.results(new).collect();
    for (old, new) in kept(&results, &keep).into_iter().zip(fresh) {
        rw.replace_uses(old, new);
    }
    rw.erase(op);
    Some(())
}

/// Values carried around the loop that its condition does not look at are not carried.
fn while_unused_args(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (before, after) = (branch(view, 0)?, branch(view, 1)?);
    let args = view.body.args(before);
    let end = view.body.last_op(after)?;
    if args.len() != view.n_operands() || args.len() != view.body.n_operands(end) {
        return None;
    }
    let keep: Vec<bool> = args.iter().map(|a| view.body.has_uses(*a)).collect();
    if keep.iter().all(|k| *k) {
        return None;
    }
    let all: Vec<ValueId> = view.operands().collect();
    let types: Vec<Type> = view.results().map(|r| view.body.ty(r)).collect();
    keep_yields(rw, after, &keep)?;
    for i in (0..keep.len()).rev().filter(|i| !keep[*i]) {
        rw.body.erase_arg(before, i);
    }
    let new = rebuild(op, rw, "scf.while", &kept(&all, &keep), &types);
    let fresh: Vec<ValueId> = rw.body.results(new).collect();
    rw.replace(op, &fresh);
    Some(())
}
