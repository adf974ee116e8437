//! Puts the operations of blocks whose order means nothing (graph regions) into an order in which
//! each comes after what it uses.
//!
//! Keeps the order of what does not depend on each other. Operations that use each other in a
//! circle come as they stand. Leaves blocks alone in which order matters: there it is right
//! already.
//! Not in a pipeline because frontends make their operations in order.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "topological-sort",
    summary: "order the operations of graph regions by what they use",
    run: |body, cx| cx.each_body(body, &run),
    ..PassInfo::EMPTY
};

fn run(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let mut n = 0;
    for op in body.ops_below(ROOT) {
        if !body.op(cx.cx, op).has(Traits::GRAPH_REGION) {
            continue;
        }
        let blocks = body.regions(op).iter().flat_map(|&r| body.blocks(r).to_vec());
        for block in blocks.collect::<Vec<BlockId>>() {
            n += sort(cx.cx, body, block);
        }
    }
    cx.count("operations moved", n);
    Ok(())
}

/// Sorts a block; gives how many operations stand elsewhere now.
fn sort(cx: &Context, body: &mut Body, block: BlockId) -> u64 {
    let mut order: Vec<OpId> = body.ops_of(block).collect();
    let terminator = order.pop_if(|op| body.op(cx, *op).has(Traits::TERMINATOR));
    let rounds = rounds(body, block, &order);
    let mut places: Vec<usize> = (0..order.len()).collect();
    places.sort_by_key(|&i| (rounds[i], i));
    let n = places.iter().enumerate().filter(|(i, at)| i != *at).count();
    if n > 0 {
        let sorted = places.into_iter().map(|i| order[i]);
        sorted.chain(terminator).for_each(|op| body.move_to_end(block, op));
    }
    n as u64
}

/// When each operation's turn comes: all of one round in the order they stand in, those of the next
/// behind them. An operation waits for one that stands behind it until the round after that one's.
fn rounds(body: &Body, block: BlockId, order: &[OpId]) -> Vec<usize> {
    let places: FxHashMap<OpId, usize> = order.iter().enumerate().map(|(i, &o)| (o, i)).collect();
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(order.len(), order.len());
    order.iter().for_each(|_| {
        graph.add_node(());
    });
    for (i, &op) in order.iter().enumerate() {
        for inner in body.ops_below(op) {
            let defs = body.operands(inner).filter_map(|v| body.def_op(v));
            let needed = defs.filter_map(|d| places.get(&body.ancestor_in(block, d)?).copied());
            for place in needed.filter(|p| *p != i) {
                graph.add_edge(NodeIndex::new(i), NodeIndex::new(place), ());
            }
        }
    }
    let mut rounds = vec![0; order.len()];
    // What is needed comes before what needs it; a group of several is a circle.
    for group in kosaraju_scc(&graph) {
        for &node in &group {
            let outside = graph.neighbors(node).filter(|n| !group.contains(n));
            let round = |n: NodeIndex| rounds[n.index()] + usize::from(n > node);
            rounds[node.index()] = outside.map(round).max().unwrap_or(0);
        }
    }
    rounds
}
