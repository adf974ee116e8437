//! Removes operations that compute again what an operation before them computed.
//!
//! Looks up the dominator tree and into regions, never into isolated operations from outside. A
//! read of memory is reused only within its block and only while nothing writes. Does not move
//! operations to make them meet (`loop-invariant-code-motion`), nor see through algebra
//! (`canonicalize`).

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};
use smallvec::SmallVec;
use terrace_ir::cfg::DomTree;
use terrace_ir::hash::equal;
use terrace_ir::interface::Effect;

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "cse",
    summary: "remove operations that compute again what is known",
    run: |body, cx| cx.each_body(body, &run),
    ..PassInfo::EMPTY
};

fn run(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let mut cse = Cse {
        rw: Rewriter::new(cx.cx, body),
        known: FxHashMap::default(),
        scope: Vec::new(),
        n_writes: 0,
        n_same: 0,
        n_dead: 0,
    };
    for region in cse.rw.body.regions(ROOT).to_vec() {
        cse.region(region);
    }
    let (n_same, n_dead) = (cse.n_same, cse.n_dead);
    cx.count("operations removed", n_same);
    cx.count("dead operations erased", n_dead);
    Ok(())
}

/// An operation that may stand for later ones.
#[derive(Clone, Copy)]
struct Known {
    op: OpId,
    /// For a read of memory: its block, and how many writes came before it.
    read: Option<(BlockId, u64)>,
}

struct Cse<'a> {
    rw: Rewriter<'a>,
    known: FxHashMap<u64, SmallVec<[Known; 1]>>,
    /// Keys of `known` in the order they were added, to leave scopes.
    scope: Vec<u64>,
    n_writes: u64,
    n_same: u64,
    n_dead: u64,
}

/// How an operation takes part.
#[derive(PartialEq)]
enum Role {
    Pure,
    Reads,
    Other { writes: bool },
}

impl Cse<'_> {
    fn region(&mut self, region: RegionId) {
        let start = self.scope.len();
        if self.rw.body.blocks(region).len() == 1 {
            let block = self.rw.body.blocks(region)[0];
            self.block(block);
        } else {
            self.blocks(region);
        }
        self.leave(start);
    }

    /// Blocks along the dominator tree, without recursion: chains of blocks may be long.
    fn blocks(&mut self, region: RegionId) {
        let tree = DomTree::new(self.rw.body, region);
        let children = tree.children();
        let mut stack: Vec<(usize, usize, usize)> = Vec::new();
        let mut enter = (!tree.order.is_empty()).then_some(0);
        loop {
            if let Some(at) = enter.take() {
                let start = self.scope.len();
                self.block(tree.order[at]);
                stack.push((at, 0, start));
            }
            let Some((at, next, start)) = stack.last_mut() else { return };
            match children[*at].get(*next) {
                Some(&child) => {
                    *next += 1;
                    enter = Some(child);
                }
                None => {
                    let start = *start;
                    self.leave(start);
                    stack.pop();
                }
            }
        }
    }

    fn leave(&mut self, start: usize) {
        for key in self.scope.drain(start..).rev() {
            if let Some(list) = self.known.get_mut(&key) {
                list.pop();
            }
        }
    }

    fn block(&mut self, block: BlockId) {
        // In a graph region order says nothing about what is known.
        let owner = self.rw.body.owner_of_block(block);
        let is_graph = self.rw.op(owner).has(Traits::GRAPH_REGION);
        let mut next = self.rw.body.first_op(block);
        while let Some(op) = next {
            next = self.rw.body.next(op);
            if self.rw.op(op).is_dead() {
                self.rw.erase(op);
                self.n_dead += 1;
                continue;
            }
            for region in self.rw.body.regions(op).to_vec() {
                self.region(region);
            }
            if !is_graph {
                self.visit(op, block);
            }
        }
    }

    fn visit(&mut self, op: OpId, block: BlockId) {
        let read = match role(self.rw.op(op)) {
            Role::Other { writes } => {
                self.n_writes += u64::from(writes);
                return;
            }
            Role::Reads => Some((block, self.n_writes)),
            Role::Pure => None,
        };
        let key = key(self.rw.op(op));
        let list = self.known.entry(key).or_default();
        let same = list
            .iter()
            .rev()
            .find(|known| known.read == read && same(self.rw.body.op(self.rw.cx, known.op), op));
        match same.copied() {
            Some(known) => {
                let values: SmallVec<[ValueId; 2]> = self.rw.body.results(known.op).collect();
                self.rw.replace(op, &values);
                self.n_same += 1;
            }
            None => {
                list.push(Known { op, read });
                self.scope.push(key);
            }
        }
    }
}

fn role(op: OpRef<'_>) -> Role {
    if op.has(Traits::TERMINATOR) || op.has(Traits::SYMBOL) || op.has(Traits::ISOLATED) {
        return Role::Other { writes: !op.is_effect_free() };
    }
    if op.has(Traits::PURE) {
        return Role::Pure;
    }
    match op.effects() {
        None => Role::Other { writes: true },
        Some(effects) if effects.is_empty() => Role::Pure,
        Some(effects) if effects.iter().all(|(e, _)| *e == Effect::Read) => Role::Reads,
        Some(effects) => {
            let writes = effects.iter().any(|(e, _)| matches!(e, Effect::Write | Effect::Free));
            Role::Other { writes }
        }
    }
}

/// Equal for operations that are [`same`].
fn key(op: OpRef<'_>) -> u64 {
    let mut hasher = FxHasher::default();
    op.name().hash(&mut hasher);
    let mut operands: SmallVec<[ValueId; 4]> = op.operands().collect();
    if op.has(Traits::COMMUTATIVE) {
        operands.sort_unstable();
    }
    operands.hash(&mut hasher);
    op.body.discardable(op.id).hash(&mut hasher);
    for i in 0..op.cx.n_inherent(op.name()) {
        op.body.inherent(op.id, i).hash(&mut hasher);
    }
    for result in op.results() {
        op.body.ty(result).hash(&mut hasher);
    }
    hasher.finish()
}

/// Whether two operations of one body compute the same.
fn same(a: OpRef<'_>, b: OpId) -> bool {
    let b = a.at(b);
    if a.regions().len() > 0 {
        return equal(a, b);
    }
    let body = a.body;
    let mut attrs = 0..a.cx.n_inherent(a.name());
    a.name() == b.name()
        && same_operands(a, b)
        && body.discardable(a.id) == body.discardable(b.id)
        && attrs.all(|i| body.inherent(a.id, i) == body.inherent(b.id, i))
        && a.results().map(|r| body.ty(r)).eq(b.results().map(|r| body.ty(r)))
}

fn same_operands(a: OpRef<'_>, b: OpRef<'_>) -> bool {
    if a.operands().eq(b.operands()) {
        return true;
    }
    let sorted = |op: OpRef<'_>| {
        let mut operands: SmallVec<[ValueId; 4]> = op.operands().collect();
        operands.sort_unstable();
        operands
    };
    a.has(Traits::COMMUTATIVE) && sorted(a) == sorted(b)
}
