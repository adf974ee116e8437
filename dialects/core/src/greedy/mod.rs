//! The greedy driver: folds, erases what is dead and applies patterns until nothing changes.
//!
//! # Semantics
//! Operations wait in a worklist, first in program order; whatever a rewrite makes, changes or
//! takes a user from comes next. When the worklist is empty the control flow is simplified, and
//! all of it is repeated until a round changes nothing. "Changed" is what the body's mutation
//! counter says. A block that can no longer be reached is dropped at once: patterns never see
//! unreachable code, where a value may depend on itself and rewriting need not end.
//!
//! [`walk`] is the other driver: every operation once, what is inside it and what stands before it
//! first. What a rewrite makes is not looked at, and what it makes possible behind it is left: it
//! costs no more than its patterns, and fits patterns that need no second look.
//!
//! # Errors
//! - `BUG101` a pattern changed something and then declined
//! - `BUG102` rewriting does not end; names the patterns that repeat

mod counted;
mod history;
mod patterns;
mod regions;

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::actions::{self, Actions};
use crate::body::{Body, ROOT};
use crate::context::Context;
use crate::def::Traits;
use crate::diag::{Code, Diag, Diags, Reported};
use crate::entity::{Attr, BlockId, OpId, OpName, RegionId, ValueId};
use crate::fold::{ConstantPool, fold};
use crate::interface::{Fold, Folded};
use crate::rewrite::{Event, Pattern, Rewriter};
use history::{History, Step};

pub use patterns::PatternSet;

/// A pattern broke the rule that declining means "nothing was changed".
pub const BUG101: Code = Code {
    id: "BUG101",
    message: "pattern `{0}` declined `{1}` after it had changed the IR",
    explain: "A pattern must check everything before it changes anything: its `None` tells the \
              driver that the operation is as it was.",
};

/// Rewriting does not end.
pub const BUG102: Code = Code {
    id: "BUG102",
    message: "rewriting does not end: {0} after {1} rewrites",
    explain: "Some patterns undo each other, or one makes the form that it matches. The message \
              names those that repeat.",
};

/// What the driver does besides applying patterns.
#[derive(Clone, Debug)]
pub struct GreedyConfig {
    /// Fold operations and keep one operation per constant at the start of its region.
    pub fold: bool,
    /// Erase what is dead.
    pub erase_dead: bool,
    /// Drop unreachable blocks, merge blocks and drop block arguments that are not needed.
    pub simplify_regions: bool,
    /// Rewrites after which the driver gives up; `None` for a bound that grows with the body.
    pub max_rewrites: Option<u64>,
    /// Counts and limits what the driver changes.
    pub actions: Option<Arc<Actions>>,
}

impl Default for GreedyConfig {
    fn default() -> Self {
        GreedyConfig {
            fold: true,
            erase_dead: true,
            simplify_regions: true,
            max_rewrites: None,
            actions: None,
        }
    }
}

/// What the driver did.
#[derive(Clone, Debug, Default)]
pub struct GreedyReport {
    /// Whether anything changed.
    pub changed: bool,
    /// Operations folded to values or constants.
    pub n_folds: u64,
    /// Dead operations erased.
    pub n_dead: u64,
    /// How often each pattern was applied, by name; patterns that were not are left out.
    pub patterns: Vec<(&'static str, u64)>,
}

/// Rewrites each body may take per operation it starts with, and those it may take besides.
const REWRITES_PER_OP: u64 = 64;
const REWRITES_BASE: u64 = 16_384;

/// Rewrites everything inside the body's root; the children's bodies are not entered.
pub fn greedy(
    cx: &Context,
    body: &mut Body,
    patterns: &PatternSet,
    config: &GreedyConfig,
    diags: &mut Diags,
) -> Result<GreedyReport, Reported> {
    drive(cx, body, patterns, config, diags, |driver| driver.run())
}

/// Offers every operation inside the body's root to the patterns once; the children's bodies are
/// not entered. Folds, erases and simplifies regions (once, at the end) as `config` says.
pub fn walk(
    cx: &Context,
    body: &mut Body,
    patterns: &PatternSet,
    config: &GreedyConfig,
    diags: &mut Diags,
) -> Result<GreedyReport, Reported> {
    drive(cx, body, patterns, config, diags, |driver| driver.walk())
}

fn drive(
    cx: &Context,
    body: &mut Body,
    patterns: &PatternSet,
    config: &GreedyConfig,
    diags: &mut Diags,
    run: fn(&mut Driver<'_>) -> Outcome<()>,
) -> Result<GreedyReport, Reported> {
    let before = body.changes();
    let budget = REWRITES_BASE + REWRITES_PER_OP * body.op_capacity() as u64;
    let mut driver = Driver {
        patterns,
        config,
        rw: Rewriter::recording(cx, body),
        pool: ConstantPool::default(),
        worklist: Vec::new(),
        queued: Vec::new(),
        once: false,
        kinds: Vec::new(),
        branches: FxHashMap::default(),
        lost_edge: SmallVec::new(),
        budget: config.max_rewrites.unwrap_or(budget),
        n_rewrites: 0,
        history: History::default(),
        report: GreedyReport::default(),
        counts: FxHashMap::default(),
    };
    match run(&mut driver) {
        Ok(()) => {
            driver.rw.body.making(None, None);
            let mut report = driver.report;
            report.patterns = driver.counts.into_iter().collect();
            report.patterns.sort_unstable();
            report.changed = body.changes() != before;
            Ok(report)
        }
        Err(diag) => Err(diags.push(*diag)),
    }
}

/// What the driver needs to know about all operations of one name.
#[derive(Clone)]
struct Kind {
    patterns: Vec<Pattern>,
    folds: bool,
    constant: bool,
    commutative: bool,
    registered: bool,
}

struct Driver<'a> {
    patterns: &'a PatternSet,
    config: &'a GreedyConfig,
    rw: Rewriter<'a>,
    pool: ConstantPool,
    worklist: Vec<OpId>,
    queued: Vec<bool>,
    /// Whether nothing is queued any more.
    once: bool,
    /// By operation name.
    kinds: Vec<Option<std::rc::Rc<Kind>>>,
    /// The successors each branch had when last seen.
    branches: FxHashMap<OpId, SmallVec<[BlockId; 2]>>,
    /// Regions in which a control flow edge went away.
    lost_edge: SmallVec<[RegionId; 2]>,
    budget: u64,
    n_rewrites: u64,
    history: History,
    report: GreedyReport,
    counts: FxHashMap<&'static str, u64>,
}

/// A failure on its way out.
type Outcome<T> = Result<T, Box<Diag>>;

impl Driver<'_> {
    fn run(&mut self) -> Outcome<()> {
        loop {
            let before = self.rw.body.changes();
            self.fill();
            self.visit_all()?;
            if self.config.simplify_regions {
                self.rw.body.making(Some("simplify_regions"), None);
                self.simplify_regions();
                self.settle();
                self.visit_all()?;
            }
            if self.rw.body.changes() == before || self.stopped() {
                return Ok(());
            }
        }
    }

    fn walk(&mut self) -> Outcome<()> {
        self.fill();
        // From the end: inner operations first, in program order.
        self.worklist = post_order(self.rw.body);
        self.worklist.reverse();
        self.once = true;
        self.visit_all()?;
        if self.config.simplify_regions {
            self.simplify_regions();
            self.settle();
        }
        Ok(())
    }

    fn visit_all(&mut self) -> Outcome<()> {
        while let Some(op) = self.worklist.pop() {
            self.queued[op.idx()] = false;
            self.visit(op)?;
        }
        Ok(())
    }

    /// Queues everything, so that the first operation comes first.
    fn fill(&mut self) {
        let mut all = self.rw.body.ops_below(ROOT);
        self.branches.clear();
        let mut regions = SmallVec::<[RegionId; 8]>::new();
        for &op in &all {
            let successors = self.rw.body.successors(op);
            if !successors.is_empty() {
                self.branches.insert(op, successors.into());
            }
            let several = |r: &&RegionId| self.rw.body.blocks(**r).len() > 1;
            regions.extend(self.rw.body.regions(op).iter().filter(several).copied());
        }
        self.queued.clear();
        self.queued.resize(self.rw.body.op_capacity(), false);
        all.reverse();
        all.iter().filter(|op| **op != ROOT).for_each(|op| self.queued[op.idx()] = true);
        all.retain(|op| *op != ROOT);
        self.worklist = all;
        regions.into_iter().for_each(|r| self.sweep(r));
    }

    fn push(&mut self, op: OpId) {
        if self.once || op == ROOT || self.rw.body.is_dead(op) {
            return;
        }
        if self.queued.len() <= op.idx() {
            self.queued.resize(self.rw.body.op_capacity(), false);
        }
        if !std::mem::replace(&mut self.queued[op.idx()], true) {
            self.worklist.push(op);
        }
    }

    fn kind(&mut self, name: OpName) -> std::rc::Rc<Kind> {
        if self.kinds.len() <= name.idx() {
            self.kinds.resize(name.idx() + 1, None);
        }
        if let Some(kind) = &self.kinds[name.idx()] {
            return kind.clone();
        }
        let info = self.rw.cx.op_info(name);
        let has = |t: Traits| info.is_some_and(|i| i.def.has(t));
        let folds = info.is_some_and(|i| i.interface::<Fold>().is_some())
            || has(Traits::INVOLUTION)
            || has(Traits::IDEMPOTENT);
        let covered = info.is_some_and(|i| self.patterns.covers(i.dialect.name));
        let kind = std::rc::Rc::new(Kind {
            patterns: self.patterns.for_name(self.rw.cx, name),
            folds: folds && covered && self.config.fold,
            constant: has(Traits::CONSTANT_LIKE),
            commutative: has(Traits::COMMUTATIVE) && covered && self.config.fold,
            registered: info.is_some(),
        });
        self.kinds[name.idx()] = Some(kind.clone());
        kind
    }

    fn visit(&mut self, op: OpId) -> Outcome<()> {
        if self.rw.body.is_dead(op) || self.rw.body.block_of(op).is_none() {
            return Ok(());
        }
        let kind = self.kind(self.rw.body.name(op));
        if self.config.erase_dead && kind.registered && self.rw.op(op).is_dead() {
            if let Some(change) = self.begin(op, actions::ERASE_DEAD) {
                self.rw.erase(op);
                self.report.n_dead += 1;
                self.end(change);
                self.settle();
            }
            return Ok(());
        }
        if kind.constant {
            if self.config.fold
                && let Some(change) = self.begin_adopting(op)
                && self.pool.adopt(&mut self.rw, op)
            {
                self.end(change);
                self.settle();
            }
        } else if (kind.folds || kind.commutative) && self.fold(op, &kind)? {
            return Ok(());
        }
        if self.rw.body.is_dead(op) { Ok(()) } else { self.apply_patterns(op, &kind) }
    }

    /// Folds the operation away; gives whether it did. Reordering of operands goes on to patterns.
    fn fold(&mut self, op: OpId, kind: &Kind) -> Outcome<bool> {
        let (cx, body) = (self.rw.cx, &*self.rw.body);
        let mut constants: SmallVec<[Option<Attr>; 4]> =
            body.operands(op).map(|v| body.constant(cx, v)).collect();
        if kind.commutative
            && !constants.is_sorted_by_key(|c| c.is_some())
            && let Some(change) = self.begin(op, actions::CONSTANTS_RIGHT)
        {
            let body = &*self.rw.body;
            let mut order: SmallVec<[(bool, ValueId); 4]> =
                constants.iter().map(|c| c.is_some()).zip(body.operands(op)).collect();
            order.sort_by_key(|(is_constant, _)| *is_constant);
            constants.sort_by_key(|c| c.is_some());
            let operands: SmallVec<[ValueId; 4]> = order.into_iter().map(|(_, v)| v).collect();
            self.rw.body.set_operands(op, &operands);
            self.rw.modified(op);
            self.end(change);
            self.note(op, actions::CONSTANTS_RIGHT)?;
        }
        if !kind.folds {
            return Ok(false);
        }
        self.rw.body.making(Some(actions::FOLD), Some(op));
        let Some(folded) = fold(self.rw.op(op), &constants) else { return Ok(false) };
        let Some(change) = self.begin(op, actions::FOLD) else { return Ok(false) };
        let mut values = SmallVec::<[ValueId; 4]>::new();
        for (i, folded) in folded.into_iter().enumerate() {
            let ty = self.rw.op(op).result_ty(i);
            let value = match folded {
                Folded::Value(v) => Some(v).filter(|v| self.rw.ty(*v) == ty),
                Folded::Attr(attr) => self.pool.materialize(&mut self.rw, op, attr, ty),
            };
            match value {
                Some(value) => values.push(value),
                None => {
                    // Constants made for the results before this one are dead now.
                    self.settle();
                    return Ok(false);
                }
            }
        }
        let step = self.step(op, actions::FOLD);
        self.rw.replace(op, &values);
        self.end(change);
        self.report.n_folds += 1;
        self.count(step)?;
        Ok(true)
    }

    fn apply_patterns(&mut self, op: OpId, kind: &Kind) -> Outcome<()> {
        for pattern in &kind.patterns {
            let Some(change) = self.begin_pattern(op, pattern) else { continue };
            let before = self.rw.body.changes();
            let step = self.step(op, pattern.name);
            let name = self.rw.body.name(op);
            self.rw.before(op);
            self.rw.body.making(Some(pattern.name), Some(op));
            let applied = (pattern.apply)(op, &mut self.rw).is_some();
            let changed = self.rw.body.changes() != before;
            if !applied && changed {
                let name = self.rw.cx.op_name_str(name);
                let loc = self.rw.body.loc(op);
                return Err(Box::new(Diag::error(&BUG101, loc, &[&pattern.name, &name])));
            }
            if applied && changed {
                *self.counts.entry(pattern.name).or_default() += 1;
                self.end(change);
                self.count(step)?;
                // Something else may match what it has become.
                self.push(op);
                return Ok(());
            }
        }
        Ok(())
    }

    /// Counts a change of `op` that is not a pattern's.
    fn note(&mut self, op: OpId, what: &'static str) -> Outcome<()> {
        let step = self.step(op, what);
        self.count(step)
    }

    /// Describes a rewrite about to happen; the digest costs time and is left out until the budget
    /// is nearly spent.
    fn step(&self, op: OpId, pattern: &'static str) -> Step {
        let watched = self.n_rewrites + History::LENGTH >= self.budget;
        if watched { Step::new(&self.rw, op, pattern) } else { Step { pattern, hash: 0 } }
    }

    fn count(&mut self, step: Step) -> Outcome<()> {
        self.settle();
        self.n_rewrites += 1;
        if self.n_rewrites + History::LENGTH >= self.budget {
            self.history.push(step);
        }
        if self.n_rewrites < self.budget {
            return Ok(());
        }
        let loc = self.rw.body.loc(ROOT);
        let args: [&dyn std::fmt::Display; 2] = [&self.history.describe(), &self.n_rewrites];
        Err(Box::new(Diag::error(&BUG102, loc, &args)))
    }

    /// Takes in what happened since the last call.
    fn settle(&mut self) {
        for event in self.rw.take_events() {
            match event {
                Event::Created(op) => {
                    if self.rw.body.is_dead(op) {
                        continue;
                    }
                    // Pushed last is visited first, so in reverse program order.
                    let below = self.rw.body.ops_below(op);
                    below.into_iter().rev().for_each(|inner| {
                        self.watch_branch(inner);
                        self.push(inner);
                    });
                }
                Event::Modified(op) => {
                    if !self.rw.body.is_dead(op) {
                        self.watch_branch(op);
                        self.push(op);
                    }
                }
                Event::Erased(op) => {
                    if let Some(old) = self.branches.remove(&op) {
                        self.lose_edges(&old);
                    }
                }
            }
        }
        while let Some(region) = self.lost_edge.pop() {
            self.sweep(region);
        }
    }

    /// Compares a branch's successors with those it had when last seen.
    fn watch_branch(&mut self, op: OpId) {
        let now = self.rw.body.successors(op);
        let old = self.branches.get(&op);
        if old.is_none() && now.is_empty() {
            return;
        }
        if old.is_some_and(|old| **old == *now) {
            return;
        }
        let now = SmallVec::from(now);
        if let Some(old) = self.branches.insert(op, now) {
            self.lose_edges(&old);
        }
    }

    fn lose_edges(&mut self, to: &[BlockId]) {
        for &block in to {
            if let Some(region) = self.rw.body.region_of(block)
                && !self.lost_edge.contains(&region)
            {
                self.lost_edge.push(region);
            }
        }
    }
}

/// Everything inside the root, what is inside an operation before it.
fn post_order(body: &Body) -> Vec<OpId> {
    let mut order = Vec::new();
    let mut stack = vec![ROOT];
    while let Some(op) = stack.pop() {
        order.push(op);
        for &region in body.regions(op) {
            stack.extend(body.blocks(region).iter().flat_map(|&block| body.ops_of(block)));
        }
    }
    // The root came first and is left out.
    order.drain(..1);
    order.reverse();
    order
}
