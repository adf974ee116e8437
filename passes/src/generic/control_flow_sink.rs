//! Moves operations into the only region that uses them, where that region runs at most once: what
//! a branch does not need is not computed when it is not taken.
//!
//! Moves only what has no effects. Does not move into loops, nor copy what two regions use.
//! Not in a pipeline because kernels have loops, not branches.

use terrace_ir::interface::{RegionFlow, RegionPoint};

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "control-flow-sink",
    summary: "move operations into the branch that alone uses them",
    run: |body, cx| cx.each_body(body, &run),
    ..PassInfo::EMPTY
};

fn run(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let mut n = 0;
    // Outer branches first: what moves into them may move on.
    for owner in body.ops_below(ROOT) {
        for region in run_at_most_once(body.op(cx.cx, owner)) {
            n += sink(cx.cx, body, owner, region);
        }
    }
    cx.count("operations moved", n);
    Ok(())
}

/// The regions that control comes to from around the operation only, and may not come to at all.
fn run_at_most_once(op: OpRef<'_>) -> Vec<RegionId> {
    let Some(flow) = op.info().and_then(|i| i.interface::<RegionFlow>()) else {
        return Vec::new();
    };
    let regions = op.body.regions(op.id);
    let repeats = |to: usize| {
        let from = (0..regions.len()).map(RegionPoint::Region);
        from.flat_map(|f| (flow.0)(op, f)).any(|edge| edge.to == RegionPoint::Region(to))
    };
    let once = (0..regions.len()).filter(|&i| !repeats(i));
    once.map(|i| regions[i]).collect()
}

/// Moves what only `region` of `owner` uses to its start, users first.
fn sink(cx: &Context, body: &mut Body, owner: OpId, region: RegionId) -> u64 {
    let Some(entry) = body.entry(region) else { return 0 };
    let mut n = 0;
    let inside: Vec<OpId> = body.blocks(region).iter().flat_map(|&b| body.ops_of(b)).collect();
    let all = inside.into_iter().flat_map(|op| body.ops_below(op));
    let used: Vec<ValueId> = all.flat_map(|op| body.operands(op).collect::<Vec<_>>()).collect();
    let mut work: Vec<OpId> = used.into_iter().filter_map(|v| body.def_op(v)).collect();
    while let Some(op) = work.pop() {
        let beside = body.block_of(op) == body.block_of(owner) && op != owner;
        if !beside || !is_sinkable(body.op(cx, op), region) {
            continue;
        }
        work.extend(body.operands(op).filter_map(|v| body.def_op(v)));
        match body.first_op(entry) {
            Some(first) => body.move_before(first, op),
            None => body.move_to_end(entry, op),
        }
        n += 1;
    }
    n
}

fn is_sinkable(op: OpRef<'_>, region: RegionId) -> bool {
    let body = op.body;
    let in_region = |mut user: OpId| loop {
        let Some(at) = body.block_of(user).and_then(|b| body.region_of(b)) else { return false };
        if at == region {
            return true;
        }
        match body.owner(at).get() {
            Some(owner) => user = owner,
            None => return false,
        }
    };
    // A value outside every loop is a symbol of `affine`, and would be none inside.
    let is_symbol = |user: OpId| body.op(op.cx, user).name_str().starts_with("affine.");
    let movable = op.is_effect_free() && !op.has(Traits::TERMINATOR) && body.child(op.id).is_none();
    movable && op.results().all(|r| body.uses(r).all(|(u, _)| in_region(u) && !is_symbol(u)))
}
