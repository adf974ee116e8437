//! Conditions and parallel loops beside and inside each other.

use terrace_ir::interface::Canonicalize;
use terrace_ir::rewrite::Pattern;
use terrace_ir::{BlockId, OpId, OpRef, Rewriter, Type, ValueId};

use super::canon::{trip_count, yields};
use crate::consts::{defined, known_int};
use crate::rewriting::{branch, constant, inline_before, kept, pattern, rebuild, set_operands};

pub(super) const IF_AFTER_IF: Pattern = pattern("if_after_same_if", "scf.if", if_after_same_if);
pub(super) const IF_IN_IF: Pattern = pattern("if_in_if", "scf.if", if_in_if);
pub(super) const WHILE_COMPARES: Pattern =
    pattern("while_comparison_after", "scf.while", while_comparison_after);

pub(super) const PARALLEL: Canonicalize = Canonicalize(&[
    pattern("parallel_without_iterations", "scf.parallel", parallel_that_never_runs),
    pattern("parallel_of_one_iteration", "scf.parallel", parallel_of_one_iteration),
    pattern("parallel_in_parallel", "scf.parallel", parallel_in_parallel),
]);

/// Whether one condition is the other with its truth turned.
fn is_not(op: OpRef<'_>, not: ValueId, of: ValueId) -> bool {
    let xor = defined(op, not, "arith.xori").filter(|x| x.operand(0) == of);
    xor.is_some_and(|x| known_int(x, x.operand(1)) == Some(-1))
}

/// `if c {a} else {b}; if c {d} else {e}` -> `if c {a; d} else {b; e}` for two that stand together;
/// the second may ask for the opposite.
fn if_after_same_if(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let prev = view.body.prev(op).map(|p| view.at(p)).filter(|p| p.name() == view.name())?;
    let (first, second) = (prev.operand(0), view.operand(0));
    let turned = is_not(view, second, first) || is_not(view, first, second);
    if first != second && !turned {
        return None;
    }
    let blocks = [branch(prev, 0), branch(prev, 1)];
    let mut moved = [branch(view, 0), branch(view, 1)];
    if turned {
        moved.reverse();
    }
    let (then, prev_id) = (blocks[0]?, prev.id);
    // Without an `else` there is no result, and the other one's block can be taken as it is.
    let fits = moved.iter().flatten().all(|b| view.body.last_op(*b).is_some())
        && (blocks[1].is_some() || prev.n_results() == 0);
    if !fits {
        return None;
    }
    let results: Vec<ValueId> = prev.results().collect();
    let given = [yields(prev, then)?, blocks[1].map_or(Some(Vec::new()), |b| yields(prev, b))?];
    let types: Vec<Type> = prev.results().chain(view.results()).map(|r| rw.ty(r)).collect();
    let own: Vec<ValueId> = view.results().collect();
    for (side, block) in moved.into_iter().enumerate() {
        let Some(block) = block else { continue };
        known_inside(rw, block, &results, &given[side]);
        append(rw, prev_id, blocks[side], block)?;
    }
    if own.is_empty() {
        rw.erase(op);
        rw.modified(prev_id);
        return Some(());
    }
    let new = rebuild(prev_id, rw, "scf.if", &[first], &types);
    let fresh: Vec<ValueId> = rw.body.results(new).collect();
    let (for_prev, for_own) = fresh.split_at(results.len());
    rw.replace(op, for_own);
    rw.replace(prev_id, for_prev);
    Some(())
}

/// In `block` the results of the condition before are what the branch it belongs to gives.
fn known_inside(rw: &mut Rewriter<'_>, block: BlockId, results: &[ValueId], given: &[ValueId]) {
    for (result, value) in results.iter().zip(given) {
        let uses: Vec<(OpId, usize)> = rw.body.uses(*result).collect();
        for (user, at) in uses {
            if rw.body.ancestor_in(block, user).is_some() {
                rw.set_operand(user, at, *value);
            }
        }
    }
}

/// Puts what is in `from` at the end of `to`, its yields after those there are. Where there is no
/// `to`, `from` becomes the `else` of the condition.
fn append(rw: &mut Rewriter<'_>, of: OpId, to: Option<BlockId>, from: BlockId) -> Option<()> {
    let Some(to) = to else {
        let region = *rw.body.regions(of).get(1)?;
        rw.body.detach_block(from);
        rw.body.append_block(region, from);
        return Some(());
    };
    let end = rw.body.last_op(to)?;
    let more = inline_before(rw, from, &[], end)?;
    let all: Vec<ValueId> = rw.body.operands(end).chain(more).collect();
    set_operands(rw, end, &all);
    Some(())
}

/// `if a { if b {x} else {y} } else {y}` -> `if (a and b) {x} else {y}`, where nothing else is
/// inside and both ways of not doing x give the same values
fn if_in_if(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let block = branch(view, 0)?;
    let inner = view.at(view.body.first_op(block)?);
    let alone = view.body.next(inner.id) == view.body.last_op(block);
    if !alone || inner.name() != view.name() {
        return None;
    }
    let only_yields =
        |op: OpRef<'_>| branch(op, 1).is_none_or(|b| op.body.first_op(b) == op.body.last_op(b));
    if !only_yields(view) || !only_yields(inner) {
        return None;
    }
    let otherwise = |op: OpRef<'_>| branch(op, 1).map_or(Some(Vec::new()), |b| yields(op, b));
    let (outer_else, inner_else) = (otherwise(view)?, otherwise(inner)?);
    let results: Vec<ValueId> = inner.results().collect();
    for (yielded, other) in yields(view, block)?.iter().zip(&outer_else) {
        let same = match results.iter().position(|r| r == yielded) {
            Some(i) => inner_else.get(i) == Some(other),
            None => yielded == other,
        };
        if !same {
            return None;
        }
    }
    let (a, b) = (view.operand(0), inner.operand(0));
    let (inner_block, inner) = (branch(inner, 0)?, inner.id);
    let ty = rw.cx.int_ty(1);
    rw.before(op);
    let both = rw.build("arith.andi").operands(&[a, b]).result(ty).value();
    rw.set_operand(op, 0, both);
    let values = inline_before(rw, inner_block, &[], inner)?;
    rw.replace(inner, &values);
    Some(())
}

/// In the body of a `while`, the comparison that let it in holds of the values passed on.
fn while_comparison_after(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (before, after) = (branch(view, 0)?, branch(view, 1)?);
    let end = view.at(view.body.last_op(before)?);
    let cmp = defined(view, end.operands().next()?, "arith.cmpi")?;
    let predicate = crate::views::case(cmp, "predicate")?;
    let args = view.body.args(after);
    let passed: Vec<ValueId> = end.operands().skip(1).collect();
    let inside = |v: ValueId| passed.iter().position(|p| *p == v).and_then(|i| args.get(i));
    let mut known = Vec::new();
    for user in args.iter().flat_map(|a| view.body.uses(*a)).map(|(user, _)| view.at(user)) {
        if user.name() != cmp.name() {
            continue;
        }
        // An operand that is not passed on must be the same value from outside the loop.
        let same = |i: usize| {
            let (there, here) = (cmp.operand(i), user.operand(i));
            inside(there) == Some(&here) || there == here
        };
        let truth = match crate::views::case(user, "predicate")? {
            p if p == predicate => true,
            p if p == crate::arith::cmp::inverted(predicate) => false,
            _ => continue,
        };
        if same(0) && same(1) && view.body.has_uses(user.result(0)) {
            known.push((user.result(0), truth));
        }
    }
    if known.is_empty() {
        return None;
    }
    rw.before(op);
    for (result, truth) in known {
        let (value, ty) = (rw.cx.bool_attr(truth), rw.cx.int_ty(1));
        let value = constant(rw, value, ty);
        rw.replace_uses(result, value);
    }
    Some(())
}

/// Lower bounds, upper bounds and steps.
fn bounds(op: OpRef<'_>) -> Option<[Vec<ValueId>; 3]> {
    let all = [0, 1, 2].map(|i| op.operand_values(i));
    (all[0].len() == all[1].len() && all[0].len() == all[2].len()).then_some(all)
}

fn counts(op: OpRef<'_>, [lower, upper, steps]: &[Vec<ValueId>; 3]) -> Vec<Option<u8>> {
    (0..lower.len()).map(|i| trip_count(op, lower[i], upper[i], steps[i])).collect()
}

fn parallel_that_never_runs(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    if !counts(view, &bounds(view)?).contains(&Some(0)) {
        return None;
    }
    let inits = view.operand_values(3);
    rw.replace(op, &inits);
    Some(())
}

fn set_bounds(rw: &mut Rewriter<'_>, op: OpId, bounds: &[Vec<ValueId>; 3], inits: &[ValueId]) {
    let operands: Vec<ValueId> = bounds.iter().flatten().chain(inits).copied().collect();
    let n = bounds[0].len() as i32;
    set_operands(rw, op, &operands);
    let sizes = rw.cx.i32_array(&[n, n, n, inits.len() as i32]);
    rw.set_attr(op, "operandSegmentSizes", Some(sizes));
}

/// Dimensions that are run through once are left out; without any other, the body is.
fn parallel_of_one_iteration(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let all = bounds(view)?;
    let once: Vec<bool> = counts(view, &all).into_iter().map(|c| c == Some(1)).collect();
    let block = branch(view, 0)?;
    if !once.contains(&true) || view.body.args(block).len() != once.len() {
        return None;
    }
    let inits = view.operand_values(3);
    if once.iter().all(|o| *o) {
        return inline_once(op, rw, block, (&all[0], &inits));
    }
    let args = view.body.args(block).to_vec();
    for i in (0..once.len()).rev().filter(|i| once[*i]) {
        rw.replace_uses(args[i], all[0][i]);
        rw.body.erase_arg(block, i);
    }
    let keep: Vec<bool> = once.iter().map(|o| !o).collect();
    let left = [0, 1, 2].map(|i| kept(&all[i], &keep));
    set_bounds(rw, op, &left, &inits);
    Some(())
}

/// The body, once, and what its reductions make of the initial values.
fn inline_once(
    op: OpId,
    rw: &mut Rewriter<'_>,
    block: BlockId,
    (lower, inits): (&[ValueId], &[ValueId]),
) -> Option<()> {
    let reduce = rw.op(op).at(rw.body.last_op(block)?);
    let parts: Vec<BlockId> = (0..inits.len()).map(|i| branch(reduce, i)).collect::<Option<_>>()?;
    let given: Vec<ValueId> = reduce.operands().collect();
    let whole = parts.iter().all(|b| {
        rw.body.args(*b).len() == 2
            && rw.body.last_op(*b).is_some_and(|end| rw.body.n_operands(end) == 1)
    });
    if given.len() != inits.len() || !whole {
        return None;
    }
    let end = reduce.id;
    let mut values = Vec::with_capacity(inits.len());
    for ((part, init), given) in parts.into_iter().zip(inits).zip(given) {
        values.extend(inline_before(rw, part, &[*init, given], end)?);
    }
    inline_before(rw, block, lower, op)?;
    rw.replace(op, &values);
    Some(())
}

/// A parallel loop that holds nothing but another one, with bounds from outside -> one loop
fn parallel_in_parallel(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let block = branch(view, 0)?;
    let inner = view.at(view.body.first_op(block)?);
    let alone = view.body.next(inner.id) == view.body.last_op(block);
    if inner.name() != view.name() || !alone || view.n_results() + inner.n_results() > 0 {
        return None;
    }
    let (outer_bounds, inner_bounds) = (bounds(view)?, bounds(inner)?);
    let args = view.body.args(block).to_vec();
    if inner.operands().any(|v| args.contains(&v)) {
        return None;
    }
    let (inner_block, inner) = (branch(inner, 0)?, inner.id);
    let inner_args = rw.body.args(inner_block).to_vec();
    let mut new_args = Vec::with_capacity(inner_args.len());
    for arg in inner_args {
        let (ty, loc) = (rw.ty(arg), rw.body.loc(inner));
        new_args.push(rw.body.add_arg(block, ty, loc));
    }
    inline_before(rw, inner_block, &new_args, inner)?;
    rw.erase(inner);
    let all = [0, 1, 2].map(|i| [outer_bounds[i].clone(), inner_bounds[i].clone()].concat());
    set_bounds(rw, op, &all, &[]);
    Some(())
}
