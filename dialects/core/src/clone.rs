//! Copies of operations, blocks and regions, within one body or from one body to another of the
//! same context.

use rustc_hash::FxHashMap;

use crate::body::{Body, OpState};
use crate::context::Context;
use crate::entity::{Attr, BlockId, OpId, RegionId, ValueId};

/// What stands for what in a copy.
///
/// # Semantics
/// Before a copy it says which values and blocks of the outside are replaced by which; a copy adds
/// every value and block it makes. A value that is not mapped stands for itself within one body,
/// and is an error between two.
#[derive(Clone, Default, Debug)]
pub struct CloneMap {
    /// Old values and new ones.
    pub values: FxHashMap<ValueId, ValueId>,
    /// Old blocks and new ones.
    pub blocks: FxHashMap<BlockId, BlockId>,
}

impl CloneMap {
    /// A map of these values.
    pub fn new(pairs: impl IntoIterator<Item = (ValueId, ValueId)>) -> CloneMap {
        CloneMap { values: pairs.into_iter().collect(), blocks: FxHashMap::default() }
    }

    /// What stands for a value: itself if nothing else does.
    pub fn value(&self, old: ValueId) -> ValueId {
        self.values.get(&old).copied().unwrap_or(old)
    }

    /// What stands for each of these values.
    pub fn list(&self, old: impl IntoIterator<Item = ValueId>) -> Vec<ValueId> {
        old.into_iter().map(|v| self.value(v)).collect()
    }
}

impl Body {
    /// A detached copy of an operation with everything inside it. Operands defined outside stay.
    pub fn clone_op(&mut self, cx: &Context, op: OpId) -> OpId {
        self.clone_op_with(cx, op, &mut CloneMap::default())
    }

    /// A detached copy of an operation whose blocks (with their arguments) are empty.
    pub fn clone_op_shell(&mut self, cx: &Context, op: OpId) -> OpId {
        let map = &mut CloneMap::default();
        let mut copier = Copier { empty: true, ..Copier::new(cx, Bodies::One(self), map) };
        copier.op(op)
    }

    /// As [`Body::clone_op`], with the values and blocks of the outside replaced as `map` says.
    pub fn clone_op_with(&mut self, cx: &Context, op: OpId, map: &mut CloneMap) -> OpId {
        let mut copier = Copier::new(cx, Bodies::One(self), map);
        let copy = copier.op(op);
        copier.finish();
        copy
    }

    /// Copies all blocks of a region to the end of another.
    pub fn clone_region(&mut self, cx: &Context, from: RegionId, to: RegionId, map: &mut CloneMap) {
        let mut copier = Copier::new(cx, Bodies::One(self), map);
        copier.region(from, to);
        copier.finish();
    }

    /// Copies an operation of another body of the same context; the copy stands in no block.
    ///
    /// # Errors
    /// Panics when the operation uses a value from outside that is not mapped.
    pub fn clone_op_from(
        &mut self,
        cx: &Context,
        from: &Body,
        op: OpId,
        map: &mut CloneMap,
    ) -> OpId {
        let mut copier = Copier::new(cx, Bodies::Two(from, self), map);
        let copy = copier.op(op);
        copier.finish();
        copy
    }

    /// Copies all blocks of a region of another body of the same context to the end of a region.
    ///
    /// # Errors
    /// Panics when an operation uses a value from outside that is not mapped.
    pub fn clone_region_from(
        &mut self,
        cx: &Context,
        from: &Body,
        region: RegionId,
        to: RegionId,
        map: &mut CloneMap,
    ) {
        let mut copier = Copier::new(cx, Bodies::Two(from, self), map);
        copier.region(region, to);
        copier.finish();
    }
}

enum Bodies<'a> {
    One(&'a mut Body),
    Two(&'a Body, &'a mut Body),
}

impl Bodies<'_> {
    fn from(&self) -> &Body {
        match self {
            Bodies::One(body) => body,
            Bodies::Two(from, _) => from,
        }
    }

    fn to(&mut self) -> &mut Body {
        match self {
            Bodies::One(body) => body,
            Bodies::Two(_, to) => to,
        }
    }
}

struct Copier<'a, 'm> {
    cx: &'a Context,
    bodies: Bodies<'a>,
    map: &'m mut CloneMap,
    /// Copies with an operand that was not copied yet, as (original, copy).
    later: Vec<(OpId, OpId)>,
    /// Whether blocks are left empty.
    empty: bool,
}

impl<'a, 'm> Copier<'a, 'm> {
    fn new(cx: &'a Context, bodies: Bodies<'a>, map: &'m mut CloneMap) -> Copier<'a, 'm> {
        Copier { cx, bodies, map, later: Vec::new(), empty: false }
    }

    fn op(&mut self, op: OpId) -> OpId {
        if let Bodies::Two(from, to) = &mut self.bodies {
            to.copying_from(from, op);
        }
        let from = self.bodies.from();
        let old_operands: Vec<ValueId> = from.operands(op).collect();
        let old_results: Vec<ValueId> = from.results(op).collect();
        let old_regions = from.regions(op).to_vec();
        let names: Vec<_> = old_results.iter().map(|&r| from.value_name(r)).collect();
        let n_inherent = self.cx.n_inherent(from.name(op));
        let mut state = OpState {
            name: from.name(op),
            loc: from.loc(op),
            operands: Vec::new(),
            result_types: old_results.iter().map(|&r| from.ty(r)).collect(),
            // An isolated operation keeps its attributes in its body, which is copied whole.
            inherent: match from.child(op) {
                Some(_) => vec![Attr::NONE; n_inherent],
                None => (0..n_inherent).map(|i| from.inherent(op, i)).collect(),
            },
            discardable: from.child(op).map_or_else(|| from.discardable(op), |_| Attr::NONE),
            regions: Vec::new(),
            successors: from.successors(op).to_vec(),
            child: from.child(op).map(|c| Box::new(c.clone())),
        };
        for block in &mut state.successors {
            *block = self.map.blocks.get(block).copied().unwrap_or(*block);
        }
        let known = |v: &ValueId| self.map.values.contains_key(v);
        let complete = old_operands.iter().all(known);
        // A copy between bodies must not name the other body's values, not even for a moment.
        if complete || matches!(self.bodies, Bodies::One(_)) {
            state.operands = self.map.list(old_operands);
        }
        let to = self.bodies.to();
        state.regions = old_regions.iter().map(|_| to.new_region()).collect();
        let new_regions = state.regions.clone();
        let copy = to.create(state);
        for ((old, new), name) in old_results.into_iter().zip(to.results(copy)).zip(names) {
            self.map.values.insert(old, new);
            if let Some(name) = name {
                to.set_value_name(new, name);
            }
        }
        if !complete {
            self.later.push((op, copy));
        }
        for (old, new) in old_regions.into_iter().zip(new_regions) {
            self.region(old, new);
        }
        copy
    }

    fn region(&mut self, from: RegionId, to: RegionId) {
        let old_blocks = self.bodies.from().blocks(from).to_vec();
        // All blocks first: branches may lead forwards.
        for &old in &old_blocks {
            let body = self.bodies.from();
            let args = body.args(old).iter().zip(body.arg_locs(old));
            let args: Vec<_> =
                args.map(|(&a, &loc)| (a, body.ty(a), loc, body.value_name(a))).collect();
            let new = self.bodies.to().new_block(to, &[]);
            self.map.blocks.insert(old, new);
            for (arg, ty, loc, name) in args {
                let copy = self.bodies.to().add_arg(new, ty, loc);
                self.map.values.insert(arg, copy);
                if let Some(name) = name {
                    self.bodies.to().set_value_name(copy, name);
                }
            }
        }
        if self.empty {
            return;
        }
        for old in old_blocks {
            let ops: Vec<OpId> = self.bodies.from().ops_of(old).collect();
            let new = self.map.blocks[&old];
            for op in ops {
                let copy = self.op(op);
                self.bodies.to().append(new, copy);
            }
        }
    }

    /// Gives their operands to the copies that came before what they use.
    fn finish(mut self) {
        let between = matches!(self.bodies, Bodies::Two(..));
        for (op, copy) in std::mem::take(&mut self.later) {
            let old: Vec<ValueId> = self.bodies.from().operands(op).collect();
            if between && let Some(v) = old.iter().find(|v| !self.map.values.contains_key(v)) {
                panic!("{v:?} is used by a copy in another body but stands for nothing there");
            }
            let new = self.map.list(old);
            if self.bodies.to().operands(copy).ne(new.iter().copied()) {
                self.bodies.to().set_operands(copy, &new);
            }
        }
    }
}
