//! Sparse backward dataflow: what is asked of values, from uses to definitions, along the paths
//! that control can take.
//!
//! # Semantics
//! What is asked of a value starts at nothing and is only ever joined with more. Operands that
//! branches ([`BranchLike`]) and structured control flow ([`RegionFlow`]) pass on are asked for
//! what becomes of them; all others for what the analysis says. One body at a time.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use terrace_ir::interface::{BranchLike, RegionEdge, RegionFlow, RegionPoint};
use terrace_ir::{BlockId, Body, Context, OpId, OpRef, ROOT, RegionId, Traits, ValueDef, ValueId};

use super::forward::FactList;

/// An analysis of values.
pub trait Backward {
    /// What is asked of a value; at first the default.
    type Fact: Clone + PartialEq + Default;

    /// What is asked by one and the other.
    fn join(&self, a: &Self::Fact, b: &Self::Fact) -> Self::Fact;

    /// What an operation asks of each operand that it does not pass on. `of` is the operation
    /// around for what ends one of its regions, else the operation itself; `results` is what is
    /// asked of that one's results.
    fn operands(
        &self,
        op: OpRef<'_>,
        of: OpRef<'_>,
        results: &[Self::Fact],
    ) -> FactList<Self::Fact>;
}

/// A run of an analysis on everything inside a body's root, children's bodies left out.
pub struct Backwards<'a, A: Backward> {
    cx: &'a Context,
    body: &'a Body,
    analysis: &'a A,
    values: Vec<A::Fact>,
    predecessors: FxHashMap<BlockId, Vec<OpId>>,
    /// Values whose definitions must be looked at again.
    changed: Vec<ValueId>,
}

impl<'a, A: Backward> Backwards<'a, A> {
    /// Asks for what operations ask.
    pub fn new(cx: &'a Context, body: &'a Body, analysis: &'a A) -> Self {
        let ops = body.ops_below(ROOT);
        let mut predecessors: FxHashMap<BlockId, Vec<OpId>> = FxHashMap::default();
        for &op in &ops {
            for &to in body.successors(op) {
                predecessors.entry(to).or_default().push(op);
            }
        }
        let values = vec![A::Fact::default(); body.value_capacity()];
        let mut this = Backwards { cx, body, analysis, values, predecessors, changed: Vec::new() };
        // Users first: then most is settled at once.
        ops.into_iter().skip(1).rev().for_each(|op| this.visit(op));
        this.solve();
        this
    }

    /// Asks for one thing more.
    pub fn require(&mut self, value: ValueId, fact: A::Fact) {
        self.update(value, &fact);
        self.solve();
    }

    /// What is asked of a value.
    pub fn of(&self, value: ValueId) -> &A::Fact {
        &self.values[value.idx()]
    }

    /// What is asked of all values, by their handles.
    pub fn finish(self) -> Vec<A::Fact> {
        self.values
    }

    fn solve(&mut self) {
        while let Some(value) = self.changed.pop() {
            match self.body.def(value) {
                ValueDef::Result(op, _) => self.visit_around(op),
                ValueDef::Arg(block, _) => {
                    let branches = self.predecessors.get(&block).cloned().unwrap_or_default();
                    branches.into_iter().for_each(|op| self.visit(op));
                    let region = self.body.region_of(block);
                    let entered = region.filter(|&r| self.body.entry(r) == Some(block));
                    if let Some(region) = entered {
                        self.visit_around(self.body.owner(region));
                    }
                }
            }
        }
    }

    /// Looks at an operation and at what ends its regions.
    fn visit_around(&mut self, op: OpId) {
        if op == ROOT {
            return;
        }
        for &region in self.body.regions(op) {
            for &block in self.body.blocks(region) {
                self.body.last_op(block).into_iter().for_each(|end| self.visit(end));
            }
        }
        self.visit(op);
    }

    fn update(&mut self, value: ValueId, fact: &A::Fact) {
        let old = &self.values[value.idx()];
        let new = self.analysis.join(old, fact);
        if new != *old {
            self.values[value.idx()] = new;
            self.changed.push(value);
        }
    }

    fn visit(&mut self, op: OpId) {
        let view = self.body.op(self.cx, op);
        let of = ended_by(view).map_or(view, |(owner, _)| owner);
        let results: FactList<A::Fact> =
            of.results().map(|r| self.values[r.idx()].clone()).collect();
        let mut asked = self.analysis.operands(view, of, &results);
        let mut is_passed: SmallVec<[bool; 8]> = SmallVec::from_elem(false, asked.len());
        for Passed { operand, to } in passed_on(view) {
            let fact = self.values[to.idx()].clone();
            let before = std::mem::replace(&mut is_passed[operand], true);
            asked[operand] = match before {
                true => self.analysis.join(&asked[operand], &fact),
                false => fact,
            };
        }
        let operands: SmallVec<[ValueId; 8]> = view.operands().collect();
        operands.into_iter().zip(asked).for_each(|(value, fact)| self.update(value, &fact));
    }
}

/// An operand and an argument or result that it becomes.
#[derive(Clone, Copy, Debug)]
pub struct Passed {
    /// The operand.
    pub operand: usize,
    /// What it becomes.
    pub to: ValueId,
}

/// The operation whose region this one ends, and which region that is.
pub fn ended_by(op: OpRef<'_>) -> Option<(OpRef<'_>, RegionId)> {
    let ends = op.has(Traits::TERMINATOR) && op.body.successors(op.id).is_empty();
    let region = op.body.block_of(op.id).filter(|_| ends).and_then(|b| op.body.region_of(b))?;
    let owner = op.body.owner(region);
    (owner != ROOT).then(|| (op.at(owner), region))
}

/// What an operation passes on along edges of control; an operand may become several things.
pub fn passed_on(op: OpRef<'_>) -> SmallVec<[Passed; 8]> {
    let mut all = SmallVec::new();
    let body = op.body;
    let mut add = |from: std::ops::Range<usize>, to: &[ValueId]| {
        let pairs = from.filter(|&i| i < op.n_operands()).zip(to);
        all.extend(pairs.map(|(operand, &to)| Passed { operand, to }));
    };
    let successors = body.successors(op.id);
    if let (false, Some(info)) = (successors.is_empty(), op.info())
        && let Some(branch) = info.interface::<BranchLike>()
    {
        for (i, &block) in successors.iter().enumerate() {
            add((branch.forwarded)(op, i), body.args(block));
        }
    }
    for (owner, from) in region_points(op) {
        for edge in edges(owner, from) {
            add(edge.passed.clone(), &targets(owner, &edge));
        }
    }
    all
}

/// Where control may go on from an operation: into its regions, out of the region that it ends.
fn region_points(op: OpRef<'_>) -> impl Iterator<Item = (OpRef<'_>, RegionPoint)> {
    let around = (!op.body.regions(op.id).is_empty()).then_some((op, RegionPoint::Around));
    let ended = ended_by(op).and_then(|(owner, region)| {
        let i = op.body.regions(owner.id).iter().position(|&r| r == region)?;
        Some((owner, RegionPoint::Region(i)))
    });
    around.into_iter().chain(ended)
}

/// The ways from a point of structured control flow.
pub fn edges(owner: OpRef<'_>, from: RegionPoint) -> Vec<RegionEdge> {
    let flow = owner.info().and_then(|i| i.interface::<RegionFlow>());
    flow.map(|flow| (flow.0)(owner, from)).unwrap_or_default()
}

/// What the operands passed along an edge become.
pub fn targets(owner: OpRef<'_>, edge: &RegionEdge) -> SmallVec<[ValueId; 8]> {
    match edge.to {
        RegionPoint::Around => owner.results().skip(edge.first).collect(),
        RegionPoint::Region(i) => {
            let region = owner.body.regions(owner.id).get(i);
            let entry = region.and_then(|&r| owner.body.entry(r));
            let args = entry.map(|e| owner.body.args(e)).unwrap_or_default();
            args.iter().skip(edge.first).copied().collect()
        }
    }
}
