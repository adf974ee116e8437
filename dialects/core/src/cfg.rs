//! The control flow graph of a region: which blocks can be reached, and in which order to visit
//! them.

use rustc_hash::FxHashSet;

use crate::body::Body;
use crate::entity::{BlockId, RegionId};

/// The blocks that a block's last operation leads to.
pub fn successors(body: &Body, block: BlockId) -> &[BlockId] {
    body.last_op(block).map_or(&[], |op| body.successors(op))
}

/// The blocks that can be reached from the region's entry.
pub fn reachable(body: &Body, region: RegionId) -> FxHashSet<BlockId> {
    let mut reached = FxHashSet::default();
    let mut stack: Vec<BlockId> = body.entry(region).into_iter().collect();
    while let Some(block) = stack.pop() {
        if reached.insert(block) {
            stack.extend_from_slice(successors(body, block));
        }
    }
    reached
}

/// The reachable blocks in reverse postorder: each block after all that dominate it.
pub fn reverse_postorder(body: &Body, region: RegionId) -> Vec<BlockId> {
    let Some(entry) = body.entry(region) else { return Vec::new() };
    let mut order = Vec::new();
    let mut seen = FxHashSet::default();
    seen.insert(entry);
    let mut stack = vec![(entry, 0)];
    while let Some((block, i)) = stack.last_mut() {
        match successors(body, *block).get(*i) {
            Some(&next) => {
                *i += 1;
                if seen.insert(next) {
                    stack.push((next, 0));
                }
            }
            None => {
                order.push(*block);
                stack.pop();
            }
        }
    }
    order.reverse();
    order
}

/// All blocks of the region: the reachable ones in reverse postorder, then the others as they
/// stand.
pub fn dominance_order(body: &Body, region: RegionId) -> Vec<BlockId> {
    let mut order = reverse_postorder(body, region);
    if order.len() < body.blocks(region).len() {
        let reached: FxHashSet<BlockId> = order.iter().copied().collect();
        order.extend(body.blocks(region).iter().filter(|b| !reached.contains(b)));
    }
    order
}
