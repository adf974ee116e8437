//! Helpers for patterns that move regions about.

use terrace_ir::rewrite::Pattern;
use terrace_ir::{Attr, BlockId, OpId, OpRef, RegionId, Rewriter, Type, ValueId};

/// A pattern of benefit 1.
pub const fn pattern(
    name: &'static str,
    root: &'static str,
    apply: fn(OpId, &mut Rewriter<'_>) -> Option<()>,
) -> Pattern {
    Pattern { name, root, benefit: 1, apply }
}

/// The only block of a region.
pub fn only_block(op: OpRef<'_>, region: RegionId) -> Option<BlockId> {
    match op.body.blocks(region) {
        [block] => Some(*block),
        _ => None,
    }
}

/// The only block of an operation's region of this number; `None` where there is none.
pub fn branch(op: OpRef<'_>, i: usize) -> Option<BlockId> {
    only_block(op, *op.body.regions(op.id).get(i)?)
}

/// Replaces a condition by what its branch of this number holds; nothing where there is none.
pub fn take_branch(rw: &mut Rewriter<'_>, op: OpId, taken: usize) -> Option<()> {
    match branch(rw.op(op), taken) {
        Some(block) => {
            let values = inline_before(rw, block, &[], op)?;
            rw.replace(op, &values);
        }
        None if rw.op(op).n_results() == 0 => rw.erase(op),
        None => return None,
    }
    Some(())
}

/// A pattern of conditions: an `else` that holds nothing goes away.
pub fn drop_empty_else(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let block = branch(view, 1)?;
    if view.n_results() > 0 || view.body.first_op(block) != view.body.last_op(block) {
        return None;
    }
    rw.body.erase_block(block);
    rw.modified(op);
    Some(())
}

/// Moves what stands in `block` before `anchor`, its arguments replaced by `args`, without its
/// terminator. Gives the terminator's operands.
///
/// # Semantics
/// `None`, with nothing changed, when the block is empty or the counts differ.
pub fn inline_before(
    rw: &mut Rewriter<'_>,
    block: BlockId,
    args: &[ValueId],
    anchor: OpId,
) -> Option<Vec<ValueId>> {
    let terminator = rw.body.last_op(block)?;
    let params = rw.body.args(block).to_vec();
    if params.len() != args.len() {
        return None;
    }
    for (&param, &arg) in params.iter().zip(args) {
        rw.replace_uses(param, arg);
    }
    let ops: Vec<OpId> = rw.body.ops_of(block).filter(|op| *op != terminator).collect();
    for op in ops {
        rw.body.move_before(anchor, op);
        rw.modified(op);
    }
    let values = rw.body.operands(terminator).collect();
    rw.erase(terminator);
    Some(values)
}

/// Whether a value is defined outside of `op`'s regions (in the same body).
pub fn defined_outside(op: OpRef<'_>, value: ValueId) -> bool {
    let block = op.body.def_block(value);
    let owner = block.and_then(|b| op.body.owner_of_block(b).get());
    owner.is_none_or(|o| !op.body.is_inside(op.id, o))
}

/// Those items whose flag is set.
pub fn kept<T: Copy>(items: &[T], keep: &[bool]) -> Vec<T> {
    items.iter().zip(keep).filter(|(_, k)| **k).map(|(v, _)| *v).collect()
}

/// Drops the operands of a block's terminator whose flag is not set.
pub fn keep_yields(rw: &mut Rewriter<'_>, block: BlockId, keep: &[bool]) -> Option<()> {
    let terminator = rw.body.last_op(block)?;
    let operands: Vec<ValueId> = rw.body.operands(terminator).collect();
    rw.body.set_operands(terminator, &kept(&operands, keep));
    rw.modified(terminator);
    Some(())
}

/// Replaces all operands of an operation.
pub fn set_operands(rw: &mut Rewriter<'_>, op: OpId, operands: &[ValueId]) {
    let lost: Vec<OpId> = rw.body.operands(op).filter_map(|v| rw.body.def_op(v)).collect();
    rw.body.set_operands(op, operands);
    lost.into_iter().for_each(|def| rw.modified(def));
    rw.modified(op);
}

/// An `arith.constant` at the rewriter's insertion point.
pub fn constant(rw: &mut Rewriter<'_>, value: Attr, ty: Type) -> ValueId {
    rw.build("arith.constant").attr("value", value).result(ty).value()
}

/// An operation of this name before `op` that takes over its regions and attributes.
pub fn rebuild(
    op: OpId,
    rw: &mut Rewriter<'_>,
    name: &str,
    operands: &[ValueId],
    types: &[Type],
) -> OpId {
    let attrs = rw.op(op).attrs();
    let old = rw.body.regions(op).to_vec();
    rw.before(op);
    let mut builder = rw.build(name).operands(operands).results(types);
    for _ in &old {
        builder = builder.region();
    }
    let new = builder.done();
    for (key, value) in attrs {
        let key = rw.cx.str(key);
        rw.set_attr(new, key, Some(value));
    }
    let fresh = rw.body.regions(new).to_vec();
    for (from, to) in old.into_iter().zip(fresh) {
        rw.body.move_blocks(from, to);
    }
    new
}

/// A copy of `op` before `anchor` with other operands and types of results.
pub fn copy_with(
    rw: &mut Rewriter<'_>,
    op: OpId,
    anchor: OpId,
    operands: &[ValueId],
    types: &[Type],
) -> OpId {
    let copy = rw.body.clone_op(rw.cx, op);
    rw.body.set_operands(copy, operands);
    for (i, ty) in types.iter().enumerate() {
        let result = rw.body.result(copy, i);
        rw.body.set_ty(result, *ty);
    }
    rw.body.insert_before(anchor, copy);
    for inside in rw.body.ops_below(copy) {
        rw.created(inside);
    }
    copy
}
