//! The control flow graph of a region: which blocks can be reached, and in which order to visit
//! them.

use rustc_hash::{FxHashMap, FxHashSet};

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

/// Which block dominates which, for the reachable blocks of one region.
///
/// # Source
/// Cooper, Harvey, Kennedy: A Simple, Fast Dominance Algorithm.
pub struct DomTree {
    /// The reachable blocks in reverse postorder.
    pub order: Vec<BlockId>,
    /// The position in `order` of each block's immediate dominator; the entry's is its own.
    idom: Vec<usize>,
    position: FxHashMap<BlockId, usize>,
}

impl DomTree {
    /// Looks at the region.
    pub fn new(body: &Body, region: RegionId) -> DomTree {
        let order = reverse_postorder(body, region);
        let position: FxHashMap<BlockId, usize> =
            order.iter().enumerate().map(|(i, &b)| (b, i)).collect();
        let mut predecessors = vec![Vec::new(); order.len()];
        for (i, &block) in order.iter().enumerate() {
            for to in successors(body, block) {
                predecessors[position[to]].push(i);
            }
        }
        const UNKNOWN: usize = usize::MAX;
        let mut idom = vec![UNKNOWN; order.len()];
        idom.iter_mut().take(1).for_each(|entry| *entry = 0);
        loop {
            let mut changed = false;
            for i in 1..order.len() {
                let known = predecessors[i].iter().copied().filter(|&p| idom[p] != UNKNOWN);
                let new = known.reduce(|mut a, mut b| {
                    while a != b {
                        if a > b {
                            a = idom[a];
                        } else {
                            b = idom[b];
                        }
                    }
                    a
                });
                let new = new.unwrap_or(UNKNOWN);
                changed |= std::mem::replace(&mut idom[i], new) != new;
            }
            if !changed {
                return DomTree { order, idom, position };
            }
        }
    }

    /// The block that immediately dominates this one; `None` for the entry and for blocks that are
    /// not reachable.
    pub fn idom(&self, block: BlockId) -> Option<BlockId> {
        let at = *self.position.get(&block)?;
        (at != 0).then(|| self.order[self.idom[at]])
    }

    /// Whether every path from the entry to `b` leads through `a`.
    pub fn dominates(&self, a: BlockId, b: BlockId) -> bool {
        let (Some(&a), Some(&b)) = (self.position.get(&a), self.position.get(&b)) else {
            return a == b;
        };
        let mut at = b;
        while at > a {
            at = self.idom[at];
        }
        at == a
    }

    /// The blocks that each block immediately dominates, by position in [`DomTree::order`].
    pub fn children(&self) -> Vec<Vec<usize>> {
        let mut children = vec![Vec::new(); self.order.len()];
        for i in 1..self.order.len() {
            children[self.idom[i]].push(i);
        }
        children
    }
}
