//! Moves what a loop computes the same in every iteration in front of the loop.
//!
//! Moves only what has no effects and may be executed though the loop may not run at all. Does not
//! move reads of memory, nor anything out of a branch inside the loop.

use terrace_ir::interface::LoopLike;

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "loop-invariant-code-motion",
    summary: "move computations that do not depend on the iteration in front of the loop",
    run: |body, cx| cx.each_body(body, &run),
    ..PassInfo::EMPTY
};

fn run(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    // Inner loops first: what leaves them may leave the outer ones as well.
    let mut n_moved = 0;
    for op in body.ops_below(ROOT).into_iter().rev() {
        let info = cx.cx.op_info(body.name(op));
        let Some(looped) = info.and_then(|i| i.interface::<LoopLike>()) else { continue };
        // A loop that is a body's root has nothing in front of it.
        if op == ROOT || body.child(op).is_some() {
            continue;
        }
        if let Some(&region) = body.regions(op).get(looped.body) {
            n_moved += hoist(cx.cx, body, op, region);
        }
    }
    cx.count("operations moved", n_moved);
    Ok(())
}

fn hoist(cx: &Context, body: &mut Body, looped: OpId, region: RegionId) -> u64 {
    let mut n_moved = 0;
    // Blocks in dominance order: whatever an operation needs was moved before it, if it could be.
    for block in terrace_ir::cfg::reverse_postorder(body, region) {
        for op in body.ops_of(block).collect::<Vec<_>>() {
            if is_invariant(cx, body, looped, op) {
                body.move_before(looped, op);
                n_moved += 1;
            }
        }
    }
    n_moved
}

/// Whether everything the operation uses is defined outside the loop, and moving it is safe.
fn is_invariant(cx: &Context, body: &Body, looped: OpId, op: OpId) -> bool {
    let view = body.op(cx, op);
    if view.has(Traits::TERMINATOR) || !view.is_pure() {
        return false;
    }
    let outside = |value: ValueId| {
        let Some(block) = body.def_block(value) else { return false };
        let owner = body.owner_of_block(block);
        !body.is_inside(looped, owner) || body.is_inside(op, owner)
    };
    body.ops_below(op).into_iter().all(|inner| body.operands(inner).all(outside))
}
