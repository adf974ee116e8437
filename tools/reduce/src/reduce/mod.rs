//! Reducing: the smallest module and pipeline that still fail in the same way.
//!
//! # Semantics
//! Greedy descent: stages propose edits of the best module so far; what verifies, is smaller and
//! fails in the same way is the best from then on. Stages are repeated until none of them makes
//! progress. Sizes are compared part by part, operations first, so the descent ends.

mod attributes;
mod edit;
mod operations;
mod pipeline;
mod sizes;
mod structure;

use rustc_hash::FxHashSet;
use serde::Serialize;
use terrace_ir::hash::digest;
use terrace_ir::text::{PrintOptions, print_module};
use terrace_ir::{Body, Context, OpRef, Sym};
use terrace_passes::manager::Plan;

use crate::criterion::{Criterion, Finding, Kind};
use crate::lab::{Lab, Verdict};
use edit::{Editor, Path, Place, body_at, body_at_mut};

/// How large a problem is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Size {
    /// Operations, the module itself left out.
    pub n_ops: usize,
    /// Passes of the pipeline.
    pub n_passes: usize,
}

/// Sees what a reduction does and may end it.
pub trait Progress {
    /// A stage begins.
    fn stage(&mut self, _name: &'static str) {}
    /// One more candidate was tried.
    fn tried(&mut self, _n_tried: u64) {}
    /// This is the smallest problem so far.
    fn smaller(&mut self, _module: &Body, _plan: &Plan, _size: Size) {}
    /// Whether to stop with what there is.
    fn stop(&mut self) -> bool {
        false
    }
}

/// Says nothing and never stops.
pub struct Silent;

impl Progress for Silent {}

/// What a reduction gives.
pub struct Reduced {
    /// The module.
    pub module: Body,
    /// The pipeline.
    pub plan: Plan,
    /// How it fails.
    pub finding: Finding,
    /// How large the problem was.
    pub before: Size,
    /// How large it is now.
    pub after: Size,
    /// How many candidates were run.
    pub n_tried: u64,
    /// Whether it ended by itself: nothing smaller was found.
    pub complete: bool,
}

/// Makes a problem small: `found` is how the plan fails on the module.
pub fn reduce(
    lab: &Lab,
    module: &Body,
    plan: &Plan,
    criterion: &Criterion,
    found: &Finding,
    progress: &mut dyn Progress,
) -> Reduced {
    let before = size(lab.cx(), module, plan);
    let mut reducer = Reducer {
        lab,
        criterion,
        target: found.clone(),
        best: module.clone(),
        plan: plan.clone(),
        seen: FxHashSet::default(),
        progress,
        n_tried: 0,
        stopped: false,
        reads_back: lab.reads_back(module),
        starts_good: lab.is_good(module, plan, criterion),
    };
    reducer.run();
    let Reducer { target, best, plan, n_tried, stopped, .. } = reducer;
    let after = size(lab.cx(), &best, &plan);
    Reduced { module: best, plan, finding: target, before, after, n_tried, complete: !stopped }
}

/// How large a problem is.
pub(crate) fn size(cx: &Context, module: &Body, plan: &Plan) -> Size {
    let mut n_ops = 0;
    module.root(cx).walk(&mut |_| {
        n_ops += 1;
        true
    });
    Size { n_ops: n_ops - 1, n_passes: plan.steps.len() }
}

/// What makes one module smaller than another, the most telling part first: operations, blocks,
/// values, uses.
fn weight(module: &Body) -> [usize; 4] {
    fn add(body: &Body, sum: &mut [usize; 4]) {
        for op in body.ops_below(terrace_ir::ROOT) {
            sum[0] += 1;
            sum[2] += body.n_results(op);
            sum[3] += body.n_operands(op);
            for &region in body.regions(op) {
                sum[1] += body.blocks(region).len();
                sum[2] += body.blocks(region).iter().map(|&b| body.args(b).len()).sum::<usize>();
            }
            if let Some(child) = body.child(op) {
                add(child, sum);
            }
        }
    }
    let mut sum = [0; 4];
    add(module, &mut sum);
    sum
}

/// What tells modules of one weight apart: the length of the text, and the sum of its numbers.
fn fine_weight(cx: &Context, module: &Body) -> (usize, u128) {
    let text = print_module(cx, module, &PrintOptions { names: false, ..PrintOptions::GENERIC });
    let digits = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let sum = digits.map(|run| run.parse::<u128>().unwrap_or(u64::MAX.into()));
    (text.len(), sum.fold(0, u128::saturating_add))
}

/// A reduction on its way.
struct Reducer<'a> {
    lab: &'a Lab,
    criterion: &'a Criterion,
    target: Finding,
    best: Body,
    plan: Plan,
    /// Digests of the modules that were tried with the present plan.
    seen: FxHashSet<u128>,
    progress: &'a mut dyn Progress,
    n_tried: u64,
    stopped: bool,
    /// Whether the whole module reads back from its text.
    reads_back: bool,
    /// Whether the check passes on the whole module before any pass has run.
    starts_good: bool,
}

type Stage<'r> = (&'static str, fn(&mut Reducer<'r>));

impl<'r> Reducer<'r> {
    fn run(&mut self) {
        let stages: &[Stage<'r>] = &[
            ("passes", Reducer::passes),
            ("functions", Reducer::functions),
            ("operations", Reducer::operations),
            ("regions", Reducer::regions),
            ("blocks", Reducer::blocks),
            ("reductions of dialects", Reducer::own_reductions),
            ("clean-up passes", Reducer::clean_up),
            ("signatures", Reducer::signatures),
            ("operands", Reducer::operands),
            ("attributes", Reducer::attributes),
            ("sizes", Reducer::sizes),
        ];
        loop {
            let before =
                (weight(&self.best), fine_weight(self.lab.cx(), &self.best), self.plan.clone());
            for (name, stage) in stages {
                if !self.stops() {
                    self.progress.stage(name);
                    stage(self);
                }
            }
            let after =
                (weight(&self.best), fine_weight(self.lab.cx(), &self.best), self.plan.clone());
            if self.stopped || after == before {
                return;
            }
        }
    }

    fn stops(&mut self) -> bool {
        self.stopped |= self.progress.stop();
        self.stopped
    }

    fn cx(&self) -> &Context {
        self.lab.cx()
    }

    /// Tries an edit of the best module; takes what comes out if it is better.
    fn attempt(&mut self, edit: impl FnOnce(&Context, &mut Body) -> bool + Send + 'static) -> bool {
        if self.stops() {
            return false;
        }
        let Some(candidate) = self.lab.guarded(&self.best, edit) else { return false };
        self.take(candidate)
    }

    /// Takes a candidate if it is smaller, verifies, and fails in the same way.
    fn take(&mut self, candidate: Body) -> bool {
        let (old, new) = (weight(&self.best), weight(&candidate));
        let cx = self.lab.cx();
        if new > old || (new == old && fine_weight(cx, &candidate) >= fine_weight(cx, &self.best)) {
            return false;
        }
        // A pass may make any number of a poisoned one: where numbers differ, that is no mistake.
        let n_poison = |body: &Body| n_poison(body.root(cx));
        if self.criterion.kind == Kind::Numbers && n_poison(&candidate) > n_poison(&self.best) {
            return false;
        }
        if !self.seen.insert(digest(candidate.root(self.cx()))) {
            return false;
        }
        let Some(candidate) = self.lab.verifies(candidate) else { return false };
        if !self.fails(&candidate, &self.plan.clone()) {
            return false;
        }
        // A file that does not read back, or is wrong already, would show another mistake.
        if (self.reads_back && !self.lab.reads_back(&candidate))
            || (self.starts_good && !self.lab.is_good(&candidate, &self.plan, self.criterion))
        {
            return false;
        }
        self.best = candidate;
        self.show();
        true
    }

    /// Whether a plan fails on a module as it should.
    fn fails(&mut self, module: &Body, plan: &Plan) -> bool {
        self.n_tried += 1;
        self.progress.tried(self.n_tried);
        match self.lab.judge(module, plan, self.criterion) {
            Verdict::Fails(found) if found.is_same(&self.target) => {
                self.target = *found;
                true
            }
            _ => false,
        }
    }

    fn show(&mut self) {
        let size = size(self.lab.cx(), &self.best, &self.plan);
        self.progress.smaller(&self.best, &self.plan, size);
    }

    /// Edits the body that an operation stands in.
    fn attempt_at(
        &mut self,
        place: &Place,
        edit: impl FnOnce(&mut Editor<'_>) -> bool + Send + 'static,
    ) -> bool {
        let alive = body_at(&self.best, &place.path).is_some_and(|b| !b.is_dead(place.op));
        alive && self.attempt_in(&place.path.clone(), edit)
    }

    /// Edits a body.
    fn attempt_in(
        &mut self,
        path: &Path,
        edit: impl FnOnce(&mut Editor<'_>) -> bool + Send + 'static,
    ) -> bool {
        let (path, may_extend) = (path.clone(), self.may_extend(path));
        self.attempt(move |cx, module| {
            let Some(body) = body_at_mut(module, &path) else { return false };
            edit(&mut Editor { cx, body, may_extend })
        })
    }

    /// Whether a body is that of a function that nobody refers to, so that its signature is free.
    fn may_extend(&self, path: &Path) -> bool {
        let cx = self.cx();
        let Some(body) = body_at(&self.best, path).filter(|_| path.len() == 1) else {
            return false;
        };
        let Some(symbol) = body.root(cx).symbol() else { return false };
        !referenced(self.best.root(cx)).contains(&symbol)
    }
}

fn n_poison(root: OpRef<'_>) -> usize {
    let mut n = 0;
    root.walk(&mut |op| {
        n += usize::from(op.name_str() == "ub.poison");
        true
    });
    n
}

/// Every symbol that something inside refers to.
fn referenced(root: OpRef<'_>) -> FxHashSet<Sym> {
    let mut all = FxHashSet::default();
    root.walk(&mut |op| {
        op.each_symbol_use(&mut |symbol| {
            all.insert(symbol);
        });
        true
    });
    all
}
