//! Sparse forward dataflow: facts about values, from definitions to uses, along the paths that
//! control can take.
//!
//! # Semantics
//! A fact starts unknown of ("not reached") and is only ever joined with others. Blocks count as
//! reached through branches ([`BranchLike`]) and regions ([`RegionFlow`]); the entry of any other
//! region is reached with every fact lost. One body at a time: arguments of functions and results
//! of calls are anything.
//!
//! A fact that was joined [`MAX_JOINS`] times is lost, so that every analysis ends, of however high
//! a lattice: a loop's counter that grows by one each time would go on for long.

use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use terrace_ir::fold::constant_value;
use terrace_ir::interface::{BranchLike, RegionEdge, RegionFlow, RegionPoint};
use terrace_ir::{Attr, BlockId, Body, Context, OpId, OpRef, ROOT, RegionId, Type, ValueId};

/// How often a fact may grow.
const MAX_JOINS: u8 = 8;

/// A few facts, of an operation's operands or results.
pub type FactList<F> = SmallVec<[F; 4]>;

/// An analysis of values.
pub trait Forward {
    /// What is known of a value.
    type Fact: Clone + PartialEq;

    /// Nothing is known of a value of this type.
    fn anything(&self, ty: Type) -> Self::Fact;

    /// What is known of a constant.
    fn constant(&self, attr: Attr, ty: Type) -> Self::Fact;

    /// What holds of a value that one or the other holds of.
    fn join(&self, a: &Self::Fact, b: &Self::Fact, ty: Type) -> Self::Fact;

    /// What is known of the results of an operation without regions.
    fn results(&self, op: OpRef<'_>, operands: &[Self::Fact]) -> FactList<Self::Fact>;

    /// What is known of the argument of a region's entry that nothing is passed for.
    fn argument(&self, op: OpRef<'_>, at: (usize, usize), operands: &[Self::Fact]) -> Self::Fact;

    /// The attribute that a fact says a value is; decides branches.
    fn known(&self, fact: &Self::Fact, ty: Type) -> Option<Attr>;
}

/// What an analysis found.
pub struct Facts<F> {
    values: Vec<Option<F>>,
    reached: FxHashSet<BlockId>,
}

impl<F> Facts<F> {
    /// What is known of a value; `None` where it is never computed.
    pub fn of(&self, value: ValueId) -> Option<&F> {
        self.values.get(value.idx()).and_then(Option::as_ref)
    }

    /// The values that are computed, in the order of their handles, with what is known of them.
    pub fn iter(&self) -> impl Iterator<Item = (ValueId, &F)> {
        let known = self.values.iter().enumerate();
        known.filter_map(|(i, fact)| Some((ValueId::from_idx(i), fact.as_ref()?)))
    }

    /// Whether control can come to a block.
    pub fn reaches(&self, block: BlockId) -> bool {
        self.reached.contains(&block)
    }
}

/// Runs an analysis on everything inside the body's root, children's bodies left out.
pub fn forward<A: Forward>(cx: &Context, body: &Body, analysis: &A) -> Facts<A::Fact> {
    let mut solver = Solver {
        cx,
        body,
        analysis,
        values: vec![None; body.value_capacity()],
        n_joins: vec![0; body.value_capacity()],
        reached: FxHashSet::default(),
        blocks: Vec::new(),
        changed: Vec::new(),
    };
    solver.lose_regions(ROOT);
    solver.solve();
    Facts { values: solver.values, reached: solver.reached }
}

struct Solver<'a, A: Forward> {
    cx: &'a Context,
    body: &'a Body,
    analysis: &'a A,
    values: Vec<Option<A::Fact>>,
    n_joins: Vec<u8>,
    reached: FxHashSet<BlockId>,
    /// Blocks that were reached and not looked at.
    blocks: Vec<BlockId>,
    /// Values whose users must be looked at again.
    changed: Vec<ValueId>,
}

impl<A: Forward> Solver<'_, A> {
    fn solve(&mut self) {
        loop {
            if let Some(block) = self.blocks.pop() {
                for op in self.body.ops_of(block) {
                    self.visit(op);
                }
            } else if let Some(value) = self.changed.pop() {
                let users: SmallVec<[OpId; 4]> =
                    self.body.uses(value).map(|(user, _)| user).collect();
                for user in users {
                    let block = self.body.block_of(user);
                    if block.is_some_and(|b| self.reached.contains(&b)) {
                        self.visit(user);
                    }
                }
            } else {
                return;
            }
        }
    }

    fn update(&mut self, value: ValueId, fact: A::Fact) {
        let ty = self.body.ty(value);
        let new = match &self.values[value.idx()] {
            None => fact,
            Some(old) => {
                let joined = self.analysis.join(old, &fact, ty);
                if joined == *old {
                    return;
                }
                let n = &mut self.n_joins[value.idx()];
                *n = n.saturating_add(1);
                if *n > MAX_JOINS { self.analysis.anything(ty) } else { joined }
            }
        };
        if self.values[value.idx()].as_ref() != Some(&new) {
            self.values[value.idx()] = Some(new);
            self.changed.push(value);
        }
    }

    fn lose(&mut self, value: ValueId) {
        let fact = self.analysis.anything(self.body.ty(value));
        self.update(value, fact);
    }

    fn reach(&mut self, block: BlockId) {
        if self.reached.insert(block) {
            self.blocks.push(block);
        }
    }

    /// The operation around may run its regions with anything.
    fn lose_regions(&mut self, op: OpId) {
        for &region in self.body.regions(op) {
            if let Some(entry) = self.body.entry(region) {
                self.body.args(entry).iter().for_each(|&arg| self.lose(arg));
                self.reach(entry);
            }
        }
    }

    fn operands(&self, op: OpId) -> Option<FactList<A::Fact>> {
        self.body.operands(op).map(|v| self.values[v.idx()].clone()).collect()
    }

    fn visit(&mut self, op: OpId) {
        let view = self.body.op(self.cx, op);
        // Some path to an operand may still be to come.
        let Some(operands) = self.operands(op) else { return };
        if !self.body.successors(op).is_empty() {
            self.branch(view, &operands);
        } else if self.body.next(op).is_none() {
            self.leave_region(view, &operands);
        }
        if !self.body.regions(op).is_empty() {
            return match view.info().and_then(|i| i.interface::<RegionFlow>()) {
                Some(flow) => self.enter_regions(view, flow, &operands),
                None => {
                    self.lose_regions(op);
                    view.results().for_each(|r| self.lose(r));
                }
            };
        }
        if let Some(attr) = constant_value(view) {
            let result = view.result(0);
            return self.update(result, self.analysis.constant(attr, self.body.ty(result)));
        }
        if self.body.n_results(op) > 0 {
            let facts = self.analysis.results(view, &operands);
            view.results().zip(facts).for_each(|(result, fact)| self.update(result, fact));
        }
    }

    fn enter_regions(&mut self, op: OpRef<'_>, flow: &RegionFlow, operands: &[A::Fact]) {
        let regions = self.body.regions(op.id);
        let points = (0..regions.len()).map(RegionPoint::Region);
        let inner: Vec<RegionEdge> = points.flat_map(|from| (flow.0)(op, from)).collect();
        let outer = (flow.0)(op, RegionPoint::Around);
        let edges = [&outer[..], &inner[..]].concat();
        for (i, &region) in regions.iter().enumerate() {
            if edges.iter().any(|edge| edge.to == RegionPoint::Region(i)) {
                self.own_arguments(op, (i, region), &edges, operands);
            }
        }
        for edge in outer {
            self.follow(op, &edge, operands);
        }
    }

    /// Gives a region's entry what it is passed by nobody.
    fn own_arguments(
        &mut self,
        op: OpRef<'_>,
        (i, region): (usize, RegionId),
        edges: &[RegionEdge],
        operands: &[A::Fact],
    ) {
        let Some(entry) = self.body.entry(region) else { return };
        let to = RegionPoint::Region(i);
        for (n, &arg) in self.body.args(entry).iter().enumerate() {
            let passes =
                |e: &RegionEdge| e.to == to && (e.first..e.first + e.passed.len()).contains(&n);
            if !edges.iter().any(passes) {
                self.update(arg, self.analysis.argument(op, (i, n), operands));
            }
        }
    }

    /// Passes facts along an edge; `facts` are those of the operands it starts from.
    fn follow(&mut self, op: OpRef<'_>, edge: &RegionEdge, facts: &[A::Fact]) {
        let targets: Vec<ValueId> = match edge.to {
            RegionPoint::Around => op.results().collect(),
            RegionPoint::Region(i) => {
                let region = self.body.regions(op.id).get(i);
                let Some(entry) = region.and_then(|&r| self.body.entry(r)) else { return };
                self.reach(entry);
                self.body.args(entry).to_vec()
            }
        };
        let passed = facts.get(edge.passed.clone()).unwrap_or(&[]);
        for (&to, fact) in targets.iter().skip(edge.first).zip(passed) {
            self.update(to, fact.clone());
        }
    }

    /// Goes on where the terminator of a region leads.
    fn leave_region(&mut self, terminator: OpRef<'_>, facts: &[A::Fact]) {
        let Some(block) = self.body.block_of(terminator.id) else { return };
        let Some(region) = self.body.region_of(block) else { return };
        let owner = self.body.owner(region);
        if owner == ROOT {
            return;
        }
        let owner = self.body.op(self.cx, owner);
        let Some(flow) = owner.info().and_then(|i| i.interface::<RegionFlow>()) else { return };
        let i = self.body.regions(owner.id).iter().position(|&r| r == region).unwrap_or(0);
        for edge in (flow.0)(owner, RegionPoint::Region(i)) {
            self.follow(owner, &edge, facts);
        }
    }

    fn branch(&mut self, op: OpRef<'_>, facts: &[A::Fact]) {
        let successors = self.body.successors(op.id);
        let Some(branch) = op.info().and_then(|i| i.interface::<BranchLike>()) else {
            for &block in successors {
                self.body.args(block).iter().for_each(|&arg| self.lose(arg));
                self.reach(block);
            }
            return;
        };
        let known = facts.iter().zip(op.operands());
        let known: SmallVec<[Option<Attr>; 4]> =
            known.map(|(fact, v)| self.analysis.known(fact, self.body.ty(v))).collect();
        let taken = (branch.taken)(op, &known);
        for (i, &block) in successors.iter().enumerate() {
            if taken.is_some_and(|t| t != block) {
                continue;
            }
            let passed = facts.get((branch.forwarded)(op, i)).unwrap_or(&[]);
            for (&arg, fact) in self.body.args(block).iter().zip(passed) {
                self.update(arg, fact.clone());
            }
            self.reach(block);
        }
    }
}
