//! Which arguments and results stand or fall together: those that one operand becomes.

use petgraph::unionfind::UnionFind;
use rustc_hash::{FxHashMap, FxHashSet};
use terrace_ir::interface::{BranchLike, RegionEdge, RegionPoint};

use crate::analysis::backward::{Backwards, Passed, edges, ended_by, passed_on, targets};
use crate::analysis::live_values::{LiveValues, Signature};
use crate::prelude::*;

/// The operands that are passed on, and what they become.
pub(super) struct Passing {
    /// Each operand with one of the things that it becomes.
    pub slots: Vec<(OpId, Passed)>,
    classes: UnionFind<usize>,
    targets: FxHashSet<ValueId>,
    /// Arguments and results that cannot be taken away.
    pinned: Vec<ValueId>,
}

impl Passing {
    fn new(cx: &Context, body: &Body) -> Passing {
        let mut passing = Passing {
            slots: Vec::new(),
            classes: UnionFind::new(body.value_capacity()),
            targets: FxHashSet::default(),
            pinned: Vec::new(),
        };
        for op in body.ops_below(ROOT).into_iter().skip(1) {
            let view = body.op(cx, op);
            let mut first: FxHashMap<usize, ValueId> = FxHashMap::default();
            for passed in passed_on(view) {
                let with = *first.entry(passed.operand).or_insert(passed.to);
                passing.classes.union(with.idx(), passed.to.idx());
                passing.targets.insert(passed.to);
                passing.slots.push((op, passed));
            }
            passing.pin_successors(view);
            passing.pin_regions(view);
        }
        passing
    }

    /// Arguments of blocks to which a branch does not simply pass an operand stay.
    fn pin_successors(&mut self, op: OpRef<'_>) {
        let branch = op.info().and_then(|i| i.interface::<BranchLike>());
        for (i, &block) in op.body.successors(op.id).iter().enumerate() {
            let args = op.body.args(block);
            if branch.is_none_or(|b| (b.forwarded)(op, i).len() != args.len()) {
                self.pinned.extend(args);
            }
        }
    }

    /// Arguments and results that some way to them does not reach stay.
    fn pin_regions(&mut self, op: OpRef<'_>) {
        let regions = op.body.regions(op.id);
        let inside = (0..regions.len()).map(RegionPoint::Region);
        let points = inside.chain([RegionPoint::Around]);
        let ways: Vec<(RegionPoint, RegionEdge)> =
            points.flat_map(|p| edges(op, p).into_iter().map(move |e| (p, e))).collect();
        for (from, edge) in &ways {
            let reached = (edge.first, edge.passed.len());
            let alike = |other: &RegionEdge| {
                other.to != edge.to || (other.first, other.passed.len()) == reached
            };
            if !ways.iter().all(|(_, e)| alike(e)) || !self.all_pass(op, *from, edge) {
                self.pinned.extend(targets(op, edge));
            }
        }
    }

    /// Whether everything that may end a region has the operands that an edge passes, or none.
    fn all_pass(&self, op: OpRef<'_>, from: RegionPoint, edge: &RegionEdge) -> bool {
        let RegionPoint::Region(i) = from else { return true };
        let blocks = op.body.regions(op.id).get(i).map(|&r| op.body.blocks(r));
        let mut ends = blocks.into_iter().flatten().filter_map(|&b| op.body.last_op(b));
        ends.all(|end| {
            let end = op.at(end);
            let branches = !op.body.successors(end.id).is_empty();
            let n = end.n_operands();
            branches || n == 0 || (ended_by(end).is_some() && edge.passed.end <= n)
        })
    }

    /// The classes that stay, by their representatives.
    fn kept(&self, is_live: impl Fn(ValueId) -> bool) -> FxHashSet<usize> {
        let live = self.targets.iter().copied().filter(|&v| is_live(v));
        live.chain(self.pinned.iter().copied()).map(|v| self.classes.find(v.idx())).collect()
    }
}

/// What is live in a body, so that what is kept is live: an argument that stays because of another
/// needs its operands.
pub(super) fn live(
    cx: &Context,
    body: &Body,
    functions: &FxHashMap<Sym, Signature>,
    own: Option<&Signature>,
) -> (Live, Passing) {
    let passing = Passing::new(cx, body);
    let analysis = LiveValues { functions, own };
    let mut needs = Backwards::new(cx, body, &analysis);
    loop {
        let kept = passing.kept(|v| *needs.of(v));
        let is_kept = |v: ValueId| kept.contains(&passing.classes.find(v.idx()));
        let operands = passing.slots.iter().filter(|(_, passed)| is_kept(passed.to));
        let operands = operands.map(|(op, passed)| body.operand(*op, passed.operand));
        let missing: Vec<ValueId> = operands.filter(|&v| !*needs.of(v)).collect();
        if missing.is_empty() {
            return (Live { values: needs.finish(), kept }, passing);
        }
        missing.into_iter().for_each(|v| needs.require(v, true));
    }
}

/// What stays in a body.
pub(super) struct Live {
    values: Vec<bool>,
    kept: FxHashSet<usize>,
}

impl Live {
    /// Whether a run can need the value.
    pub fn is_live(&self, value: ValueId) -> bool {
        self.values[value.idx()]
    }

    /// Whether an argument or result is passed something and can go.
    pub fn goes(&self, passing: &Passing, value: ValueId) -> bool {
        passing.targets.contains(&value) && !self.kept.contains(&passing.classes.find(value.idx()))
    }
}
