//! Parallel loops over tensors: bounds that are constants, loops of no or one iteration, casts of
//! what they fill.

use terrace_ir::interface::{Canonicalize, MemoryEffects};
use terrace_ir::{BlockId, OpId, OpRef, Pattern, Rewriter, Type, ValueId};

use crate::consts::defined;
use crate::rewriting::{branch, pattern, rebuild, set_operands};
use crate::shaped::cast;
use crate::slices::{Mixed, Slice, known, read, statics, values};
use crate::tensor::forgets;

pub(super) const FORALL: Canonicalize = Canonicalize(&[
    pattern("forall_of_constants", "scf.forall", forall_of_constants),
    pattern("forall_without_iterations", "scf.forall", forall_that_never_runs),
    pattern("forall_of_one_iteration", "scf.forall", forall_of_one_iteration),
    pattern("forall_of_cast", "scf.forall", forall_of_cast),
]);

pub(crate) const DIM_OF_FORALL: Pattern = pattern("dim_of_forall", "tensor.dim", dim_of_forall);

/// What is put together at the end is part of the loop's results; memory is left alone.
pub(super) const IN_PARALLEL: MemoryEffects = MemoryEffects(|_, _| {});

const BOUNDS: [&str; 3] = ["staticLowerBound", "staticUpperBound", "staticStep"];

/// Lower bounds, upper bounds and steps.
fn bounds(op: OpRef<'_>) -> Option<[Vec<Mixed>; 3]> {
    let list = |i: usize| Some(known(op, &read(op, BOUNDS[i], i)?));
    Some([list(0)?, list(1)?, list(2)?])
}

fn number(n: &Mixed) -> Option<i64> {
    if let Mixed::Static(n) = n { Some(*n) } else { None }
}

/// Bounds that are constants -> static numbers
fn forall_of_constants(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let lists = bounds(view)?;
    let outputs = view.operand_values(3);
    let mut operands: Vec<ValueId> = lists.iter().flat_map(|l| values(l)).collect();
    let mut segments: Vec<i32> = lists.iter().map(|l| values(l).len() as i32).collect();
    segments.push(outputs.len() as i32);
    operands.extend(outputs);
    if operands.len() == view.n_operands() {
        return None;
    }
    set_operands(rw, op, &operands);
    for (name, list) in BOUNDS.into_iter().zip(&lists) {
        let list = rw.cx.i64_array(&statics(list));
        rw.set_attr(op, name, Some(list));
    }
    let segments = rw.cx.i32_array(&segments);
    rw.set_attr(op, "operandSegmentSizes", Some(segments));
    Some(())
}

/// A dimension without iterations -> what the loop began with
fn forall_that_never_runs(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let [lower, upper, _] = bounds(view)?;
    let never = |(l, u): (&Mixed, &Mixed)| match (number(l), number(u)) {
        (Some(l), Some(u)) => u <= l,
        _ => l == u,
    };
    let outputs = view.operand_values(3);
    let empty = lower.iter().zip(&upper).any(never);
    empty.then(|| rw.replace(op, &outputs))
}

/// One iteration -> the body, and what it puts together inserted in turn
fn forall_of_one_iteration(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let [lower, upper, step] = bounds(view)?;
    let once = |((l, u), s): ((&Mixed, &Mixed), &Mixed)| match (number(l), number(u), number(s)) {
        (Some(l), Some(u), Some(s)) => l < u && l.checked_add(s).is_some_and(|next| next >= u),
        _ => false,
    };
    if !lower.iter().zip(&upper).zip(&step).all(once) {
        return None;
    }
    let block = branch(view, 0)?;
    let end = view.body.last_op(block)?;
    let inserts = parts(view.at(end))?;
    let (args, mut tensors) = (view.body.args(block).to_vec(), view.operand_values(3));
    let outs = args.get(lower.len()..)?.to_vec();
    // Which output each part goes to.
    let places = inserts.iter().map(|i| outs.iter().position(|o| *o == rw.body.operand(*i, 1)));
    let places: Vec<usize> = places.collect::<Option<_>>()?;
    rw.before(op);
    let at: Vec<ValueId> = lower.iter().map(|n| n.materialize(rw)).collect();
    for (arg, value) in args.iter().zip(at.iter().chain(&tensors)) {
        rw.replace_uses(*arg, *value);
    }
    move_before(rw, block, end, op);
    for (insert, place) in inserts.into_iter().zip(places) {
        let slice = Slice::of(rw.op(insert), 2)?;
        let (source, ty) = (rw.body.operand(insert, 0), rw.ty(tensors[place]));
        let leading = [source, tensors[place]];
        let made = slice.build_as(rw, ("tensor.insert_slice", insert), op, &leading, &[ty]);
        tensors[place] = rw.body.result(made, 0);
    }
    rw.replace(op, &tensors);
    Some(())
}

/// What an `in_parallel` puts together; `None` where that is more than slices.
fn parts(end: OpRef<'_>) -> Option<Vec<OpId>> {
    let block = branch(end, 0)?;
    let all: Vec<OpId> = end.body.ops_of(block).collect();
    let slice = |op: &OpId| end.at(*op).name_str() == "tensor.parallel_insert_slice";
    all.iter().all(slice).then_some(all)
}

/// Moves what stands in a block before its terminator.
fn move_before(rw: &mut Rewriter<'_>, block: BlockId, end: OpId, anchor: OpId) {
    let ops: Vec<OpId> = rw.body.ops_of(block).filter(|o| *o != end).collect();
    for op in ops {
        rw.body.move_before(anchor, op);
        rw.modified(op);
    }
}

/// Tensors that were only cast are filled as what they are, and cast then.
fn forall_of_cast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let outputs = view.operand_group(3)?;
    let uncast = |v: ValueId| {
        let cast = defined(view, v, "tensor.cast").filter(|c| forgets(*c))?;
        Some(cast.operand(0))
    };
    let mut operands: Vec<ValueId> = view.operands().collect();
    let block = branch(view, 0)?;
    let n_dims = view.attr("staticStep")?.as_ints(view.cx)?.len();
    let args = view.body.args(block).get(n_dims..)?.to_vec();
    let mut changed = Vec::new();
    for (i, at) in outputs.clone().enumerate() {
        if let Some(source) = uncast(operands[at]) {
            changed.push((args[i], rw.ty(operands[at]), rw.ty(source)));
            operands[at] = source;
        }
    }
    let first = view.body.first_op(block)?;
    if changed.is_empty() {
        return None;
    }
    let types: Vec<Type> = operands[outputs].iter().map(|v| rw.ty(*v)).collect();
    let old: Vec<Type> = rw.op(op).results().map(|r| rw.ty(r)).collect();
    for (arg, from, to) in changed {
        cast_uses(rw, arg, (from, to), first);
    }
    let new = rebuild(op, rw, "scf.forall", &operands, &types);
    let results: Vec<ValueId> = rw.body.results(new).collect();
    let results: Vec<ValueId> =
        results.into_iter().zip(old).map(|(r, ty)| cast(rw, r, ty)).collect();
    rw.replace(op, &results);
    Some(())
}

/// Gives an argument another type; what used it sees a cast to the old one, made before `anchor`,
/// but for what is put into it.
fn cast_uses(rw: &mut Rewriter<'_>, arg: ValueId, (from, to): (Type, Type), anchor: OpId) {
    let puts = |(user, at): &(OpId, usize)| {
        *at == 1 && rw.op(*user).name_str() == "tensor.parallel_insert_slice"
    };
    let users: Vec<(OpId, usize)> = rw.body.uses(arg).filter(|u| !puts(u)).collect();
    rw.body.set_ty(arg, to);
    if users.is_empty() {
        return;
    }
    rw.before(anchor);
    let old = rw.build("tensor.cast").operand(arg).result(from).value();
    users.into_iter().for_each(|(user, at)| rw.set_operand(user, at, old));
}

/// The result of a loop has the extents of what it began with.
fn dim_of_forall(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let forall = defined(view, view.operand(0), "scf.forall")?;
    let i = forall.results().position(|r| r == view.operand(0))?;
    let output = *forall.operand_values(3).get(i)?;
    rw.set_operand(op, 0, output);
    Some(())
}
