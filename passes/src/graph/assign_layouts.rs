//! Lets channel-blocked layouts run through convolutional networks.
//!
//! A convolution computes a vector of output channels at a time, so these should lie together:
//! `NCHW` becomes `NCHW16c`, and its weights `OIHW16i16o`. Every relayout in between costs a pass
//! over a tensor. Which operations work on blocked tensors is therefore decided for the whole
//! function at once, by a minimum cut between what convolutions lose without blocks and what the
//! relayouts cost; those remain at the borders: inputs, reshapes, matrix products, whatever takes
//! row-major tensors only.
//!
//! It leaves a function in which something has a layout already: that decision is not its own.
//! Grouped convolutions other than depthwise ones stay row-major.

use petgraph::algo::ford_fulkerson;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use std::collections::{HashMap, HashSet};
use terrace_graph::{self as graph, Layout, keeps_order};

use crate::prelude::*;

const BLOCK: Opt<i64> = Opt::int("block", 16, "channels in a block: the lanes of a vector");

pub(super) const PASS: PassInfo = PassInfo {
    name: "graph-assign-layouts",
    on: "func.func",
    summary: "give convolutional networks channel-blocked layouts",
    reads: &["graph"],
    leaves: &["graph"],
    after: &[("graph-fold-batch-norm", "what is folded into weights needs no layout of its own")],
    options: &[BLOCK.def],
    run: |body, cx| {
        let block = cx.option(&BLOCK);
        let Some(chooser) = Chooser::new(body, cx.cx, block) else { return Ok(()) };
        let blocked = chooser.choose();
        if !blocked.is_empty() {
            let relayouts = apply(body, cx.cx, block, &blocked);
            cx.count("operations on blocked tensors", blocked.len() as u64);
            cx.count("relayouts", relayouts);
        }
        Ok(())
    },
};

/// What a relayout costs for each element, in multiplications: it is bound by memory.
const RELAYOUT: u64 = 40;

/// More than all else together.
const NEVER: u64 = 1 << 50;

/// An operation that can work on blocked tensors.
struct Candidate {
    /// Operands that are blocked if the result is.
    follows: Vec<usize>,
    /// Multiplications that go faster on blocked tensors.
    gain: u64,
}

/// Channels in a block of a tensor with so many: a vector of them, or half of one.
fn block_of(channels: i64, block: i64) -> Option<i64> {
    [block, block / 2].into_iter().find(|&b| b >= 2 && channels > 0 && channels % b == 0)
}

/// The layout of a blocked tensor of this type; `None` if it cannot be blocked.
fn blocked_layout(cx: &Context, ty: Type, block: i64) -> Option<Layout> {
    let shape = ty.static_shape(cx)?;
    Some(Layout::new(&[(1, block_of(*shape.get(1)?, block)?)]))
}

fn candidate(op: OpRef<'_>, block: i64) -> Option<Candidate> {
    let cx = op.cx;
    (op.n_results() == 1 && op.name_str().starts_with("graph.")).then_some(())?;
    let y = op.result_ty(0).static_shape(cx)?;
    blocked_layout(cx, op.result_ty(0), block)?;
    let x = op.operands().next().and_then(|v| op.body.ty(v).static_shape(cx));
    let ints = |name: &str| op.attr(name)?.as_ints(cx);
    let first = || Candidate { follows: vec![0], gain: 0 };
    if op.has(Traits::ELEMENTWISE) {
        let follows = |v: &ValueId| {
            let shape = op.body.ty(*v).shape(cx).unwrap_or(&[]);
            shape.len() == y.len() && shape[1] == y[1] && !is_constant(op, *v)
        };
        let follows = (0..op.n_operands()).filter(|&i| follows(&op.operand(i))).collect();
        return Some(Candidate { follows, gain: 0 });
    }
    match op.name_str() {
        "graph.conv" => conv(op, block),
        "graph.max_pool" | "graph.avg_pool" | "graph.batch_norm" => Some(first()),
        "graph.reduce_sum" | "graph.reduce_mean" | "graph.reduce_prod" | "graph.reduce_max"
        | "graph.reduce_min" => ints("axes")?.iter().all(|&a| a > 1).then(first),
        "graph.pad" => {
            let untouched = ints("low")?.get(1) == Some(&0) && ints("high")?.get(1) == Some(&0);
            (untouched && x?.len() > 1).then(first)
        }
        "graph.concat" => {
            let size = block_of(y[1], block);
            let fits =
                |v: ValueId| op.body.ty(v).shape(cx).is_some_and(|s| block_of(s[1], block) == size);
            let fits = op.operands().all(fits);
            fits.then(|| Candidate { follows: (0..op.n_operands()).collect(), gain: 0 })
        }
        _ => None,
    }
}

fn conv(op: OpRef<'_>, block: i64) -> Option<Candidate> {
    let cx = op.cx;
    let (x, w) = (op.operand_ty(0).static_shape(cx)?, op.operand_ty(1).static_shape(cx)?);
    let y = op.result_ty(0).static_shape(cx)?;
    is_constant(op, op.operand(1)).then_some(())?;
    let groups = op.attr("groups")?.as_i64(cx)?;
    let depthwise = w[1] == 1 && groups == x[1] && groups == y[1];
    (groups == 1 || depthwise).then_some(())?;
    // Few input channels, as of an image, are read row-major.
    let follows = if block_of(x[1], block).is_some() { vec![0] } else { Vec::new() };
    let gain = y.iter().chain(&w[1..]).fold(1u64, |n, &d| n.saturating_mul(d.unsigned_abs()));
    Some(Candidate { follows, gain: gain.min(NEVER >> 20) })
}

fn is_constant(op: OpRef<'_>, value: ValueId) -> bool {
    op.defining(value).is_some_and(|d| d.is(&graph::Constant::DEF))
}

/// The layout of the weights of a convolution with these layouts of input and output.
fn weights_layout(w: &[i64], x: Option<&Layout>, y: &Layout) -> Layout {
    let out = (0, y.blocks[0].size);
    match x {
        Some(x) if w[1] > 1 => Layout::new(&[(1, x.blocks[0].size), out]),
        _ => Layout::new(&[out]),
    }
}

struct Chooser<'a> {
    body: &'a Body,
    cx: &'a Context,
    block: i64,
    ops: Vec<OpId>,
    candidates: HashMap<OpId, Candidate>,
}

impl<'a> Chooser<'a> {
    /// `None` for functions that are left alone.
    fn new(body: &'a Body, cx: &'a Context, block: i64) -> Option<Chooser<'a>> {
        let entry = body.root_block()?;
        let one_block = body.regions(ROOT).first().is_some_and(|&r| body.blocks(r).len() == 1);
        let ops: Vec<OpId> = body.ops_of(entry).collect();
        let values = ops.iter().flat_map(|&o| body.results(o)).chain(body.args(entry).to_vec());
        let has_layout = |v| Layout::of(cx, body.ty(v)).is_some();
        if !one_block || block < 2 || values.into_iter().any(has_layout) {
            return None;
        }
        let found = ops.iter().filter_map(|&o| Some((o, candidate(body.op(cx, o), block)?)));
        let candidates: HashMap<OpId, Candidate> = found.collect();
        candidates.values().any(|c| c.gain > 0).then_some(Chooser {
            body,
            cx,
            block,
            ops,
            candidates,
        })
    }

    /// The operations that work on blocked tensors: those on the source's side of the cut.
    fn choose(&self) -> HashSet<OpId> {
        let mut network = DiGraph::<Option<OpId>, u64>::new();
        let (blocked, plain) = (network.add_node(None), network.add_node(None));
        let mut nodes: HashMap<OpId, NodeIndex> = HashMap::new();
        for op in &self.ops {
            if let Some(candidate) = self.candidates.get(op) {
                let node = network.add_node(Some(*op));
                network.add_edge(blocked, node, candidate.gain);
                nodes.insert(*op, node);
            }
        }
        let entry = self.body.root_block();
        let args = entry.map_or(&[][..], |b| self.body.args(b)).iter().copied();
        for value in args.chain(self.ops.iter().flat_map(|&o| self.body.results(o))) {
            self.add_value(&mut network, value, &nodes, plain);
        }
        let (_, flows) = ford_fulkerson(&network, blocked, plain);
        let mut reached = HashSet::from([blocked]);
        let mut work = vec![blocked];
        while let Some(node) = work.pop() {
            let along = network.edges(node).filter(|e| flows[e.id().index()] < *e.weight());
            let along = along.map(|e| e.target());
            let back = network.edges_directed(node, petgraph::Direction::Incoming);
            let back = back.filter(|e| flows[e.id().index()] > 0).map(|e| e.source());
            work.extend(along.chain(back).filter(|&n| reached.insert(n)));
        }
        reached.into_iter().filter_map(|n| network[n]).collect()
    }

    /// What it costs when a value's users do not take it as its producer makes it: one relayout in
    /// each direction, however many users.
    fn add_value(
        &self,
        network: &mut DiGraph<Option<OpId>, u64>,
        value: ValueId,
        nodes: &HashMap<OpId, NodeIndex>,
        plain: NodeIndex,
    ) {
        let ty = self.body.ty(value);
        let Some(layout) = blocked_layout(self.cx, ty, self.block) else { return };
        let free = keeps_order(self.cx, ty, Layout::apply(self.cx, Some(&layout), ty));
        let elems = ty.n_elems(self.cx).unwrap_or(0).unsigned_abs();
        let cost = if free { 0 } else { elems.saturating_mul(RELAYOUT).min(NEVER >> 20) };
        let producer = self.body.def_op(value).and_then(|d| nodes.get(&d)).copied();
        let (to_plain, to_blocked) = (network.add_node(None), network.add_node(None));
        if let Some(producer) = producer {
            network.add_edge(producer, to_plain, cost);
        }
        network.add_edge(to_blocked, producer.unwrap_or(plain), cost);
        for (user, i) in self.body.uses(value) {
            let follows = self.candidates.get(&user).filter(|c| c.follows.contains(&i));
            match follows.and_then(|_| nodes.get(&user)) {
                Some(&user) => {
                    network.add_edge(to_plain, user, NEVER);
                    network.add_edge(user, to_blocked, NEVER);
                }
                None => {
                    // Constants and the like may be read as they are by anyone.
                    if !self.reads_any(user) {
                        network.add_edge(to_plain, plain, NEVER);
                    }
                }
            }
        }
    }

    /// Whether a user that does not follow takes the value in any layout.
    fn reads_any(&self, user: OpId) -> bool {
        self.body.op(self.cx, user).has(Traits::ELEMENTWISE) && self.candidates.contains_key(&user)
    }
}

/// Changes types and puts relayouts where they differ; gives how many there are.
fn apply(body: &mut Body, cx: &Context, block: i64, blocked: &HashSet<OpId>) -> u64 {
    let Some(entry) = body.root_block() else { return 0 };
    let mut made: HashMap<(ValueId, Type), ValueId> = HashMap::new();
    for op in body.ops_of(entry).collect::<Vec<_>>() {
        let mut rw = Rewriter::new(cx, body);
        rw.before(op);
        let wanted = wanted(rw.op(op), block, blocked.contains(&op));
        for (i, want) in wanted.into_iter().enumerate() {
            let value = rw.body.operand(op, i);
            let Some(want) = want.filter(|&want| want != rw.ty(value)) else { continue };
            let relayout = *made.entry((value, want)).or_insert_with(|| {
                rw.build(graph::Relayout::NAME).operand(value).result(want).value()
            });
            rw.set_operand(op, i, relayout);
        }
        if blocked.contains(&op) {
            let result = body.result(op, 0);
            let ty = body.ty(result);
            let layout = blocked_layout(cx, ty, block);
            body.set_ty(result, Layout::apply(cx, layout.as_ref(), ty));
        }
    }
    made.len() as u64
}

/// The type that each operand should have; `None` where it does not matter.
fn wanted(op: OpRef<'_>, block: i64, blocked: bool) -> Vec<Option<Type>> {
    let cx = op.cx;
    let types: Vec<Type> = (0..op.n_operands()).map(|i| op.operand_ty(i)).collect();
    let plain = |ty: Type| Layout::apply(cx, None, ty);
    let Some(candidate) = candidate(op, block).filter(|_| blocked) else {
        return types.iter().map(|&ty| Some(plain(ty))).collect();
    };
    let want = |i: usize| {
        let ty = plain(types[i]);
        let layout = blocked_layout(cx, ty, block);
        Layout::apply(cx, layout.as_ref(), ty)
    };
    let is_conv = op.is(&graph::Conv::DEF);
    let each = (0..types.len()).map(|i| {
        if candidate.follows.contains(&i) {
            return Some(want(i));
        }
        let shape = types[i].static_shape(cx)?;
        if is_conv && i == 1 {
            let x = candidate.follows.first().and_then(|_| blocked_layout(cx, types[0], block));
            let y = blocked_layout(cx, op.result_ty(0), block)?;
            let layout = weights_layout(shape, x.as_ref(), &y);
            return Some(Layout::apply(cx, Some(&layout), types[i]));
        }
        if is_conv {
            return Some(plain(types[i]));
        }
        // A constant of the result's extent is read in its order; parameters of channels are small.
        let y = op.result_ty(0).static_shape(cx)?;
        let large = shape.len() == y.len() && shape[1] == y[1] && shape[2..].iter().any(|&d| d > 1);
        (large && is_constant(op, op.operand(i))).then(|| want(i))
    });
    each.collect()
}
