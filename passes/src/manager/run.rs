//! Runs plans on bodies.

use std::sync::Arc;
use std::time::Instant;

use terrace_ir::actions::{Action, ActionLimits, Actions};
use terrace_ir::verify::verify;
use terrace_ir::{Body, Code, Context, Diag, Diags, Loc, ROOT, Reported};

use super::crew::{BUG004, Crew, Trail};
use super::cx::Shared;
use super::info::ANY;
use super::plan::{Plan, Step};
use super::print::PrintIr;
use super::stats::Stats;
use super::timing::Timing;

/// The pipeline does not fit the input.
pub const PASS007: Code = Code {
    id: "PASS007",
    message: "the pipeline is for `{0}`, the input is `{1}`",
    explain: "The outermost name of a pipeline is the operation it runs on.",
};

/// A file of printed IR is missing.
pub const PASS011: Code = Code {
    id: "PASS011",
    message: "cannot write the IR to `{0}`: {1}",
    explain: "The file or folder given for the IR cannot be written to. Without the IR around \
              passes the pipeline goes on; `snapshot-op-locations`, which refers to its file, \
              fails.",
};

/// When a check is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    /// Before the pass.
    Before,
    /// After the pass.
    After,
}

/// What a check hook is shown.
pub struct Checkpoint<'a> {
    /// The IR context.
    pub cx: &'a Context,
    /// Before or after the pass.
    pub moment: Moment,
    /// The pass.
    pub step: &'a Step,
    /// Its position in the plan.
    pub step_idx: usize,
    /// The whole input as it stands now.
    pub body: &'a Body,
    /// Whether the pass changed anything; always so before it.
    pub changed: bool,
}

/// Looks at the whole input before and after each pass; an error stops the pipeline.
pub type CheckHook<'a> = Box<dyn FnMut(&Checkpoint<'_>, &mut Diags) -> Result<(), Reported> + 'a>;

/// Runs a plan.
pub struct Manager<'a> {
    cx: &'a Context,
    plan: &'a Plan,
    /// Whether passes on functions run side by side.
    pub threads: bool,
    /// Whether passes are held to what they say they leave.
    pub check_levels: bool,
    /// Whether what a pass touched is verified after it, and everything at the end. The input
    /// must verify.
    pub verify: bool,
    /// Whether the input is kept for a reproducer (a copy of its arenas).
    pub keep_input: bool,
    /// Called around each pass with the whole input. Passes then run one at a time over all
    /// functions instead of function by function; the result is the same.
    pub check: Option<CheckHook<'a>>,
    /// Prints the IR around passes.
    pub print: Option<PrintIr<'a>>,
    /// Counts what passes and drivers do and holds them to limits: see [`terrace_ir::actions`]
    /// for the numbers, and [`super::limits`] for their text form. Passes then run one at a time
    /// over all functions, on one thread.
    pub actions: Option<ActionLimits>,
}

/// What a run gives.
pub struct Outcome {
    /// Whether the pipeline ran to its end.
    pub result: Result<(), Failure>,
    /// What passes had to say, in the order of the input.
    pub diags: Diags,
    /// Whether anything changed.
    pub changed: bool,
    /// Where the time went.
    pub timing: Timing,
    /// What passes counted.
    pub stats: Stats,
    /// What was done, if [`Manager::actions`] was set.
    pub actions: ActionReport,
}

/// What passes and drivers did.
#[derive(Clone, Debug, Default)]
pub struct ActionReport {
    /// How many changes the drivers of each step made, by position in the plan.
    pub n_changes: Vec<u64>,
    /// Whether a limit ended the pipeline before its last step was done.
    pub stopped: bool,
    /// Every action, if the limits ask for a log.
    pub log: Vec<Action>,
    /// The names in the limits that no pass, pattern or change had.
    pub unmet: Vec<String>,
    /// The names of the passes, patterns and changes that were met.
    pub met: Vec<&'static str>,
}

/// Why a pipeline stopped.
#[derive(Debug)]
pub enum Failure {
    /// The input cannot be taken further; the diagnostics say why.
    Input(Reported),
    /// A pass is wrong; its code starts with `BUG`.
    Bug(Box<Reproducer>),
}

/// What it takes to see a mistake of a pass again.
pub struct Reproducer {
    /// The pipeline up to and including the pass that failed.
    pub pipeline: String,
    /// The pass that failed.
    pub pass: &'static str,
    /// What the pipeline ran on, if it was kept.
    pub input: Option<Body>,
}

impl std::fmt::Debug for Reproducer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reproducer({} in {})", self.pass, self.pipeline)
    }
}

impl<'a> Manager<'a> {
    /// A manager for this plan: threads and checks on, input not kept.
    pub fn new(cx: &'a Context, plan: &'a Plan) -> Manager<'a> {
        Manager {
            cx,
            plan,
            threads: true,
            check_levels: true,
            verify: true,
            keep_input: false,
            check: None,
            print: None,
            actions: None,
        }
    }

    /// Runs the plan on a body.
    pub fn run(&mut self, body: &mut Body) -> Outcome {
        let start = Instant::now();
        let version = body.version();
        let mut outcome = Outcome {
            result: Ok(()),
            diags: Diags::new(),
            changed: false,
            timing: Timing::new(&self.plan.steps),
            stats: Stats::default(),
            actions: ActionReport::default(),
        };
        let root = body.root(self.cx);
        if self.plan.on != ANY && root.name_str() != self.plan.on {
            let args: [&dyn std::fmt::Display; 2] = [&self.plan.on, &root.name_str()];
            outcome.result = Err(Failure::Input(outcome.diags.error(&PASS007, root.loc(), &args)));
            return outcome;
        }
        let input = self.keep_input.then(|| body.clone());
        if let Err((reported, step)) = self.run_steps(body, &mut outcome) {
            outcome.result = Err(self.failure(reported, step, input, &outcome.diags));
        }
        outcome.changed = body.version() != version;
        outcome.timing.set_total(start.elapsed());
        outcome
    }

    fn run_steps(
        &mut self,
        body: &mut Body,
        outcome: &mut Outcome,
    ) -> Result<(), (Reported, usize)> {
        let actions = self.actions.clone().map(|limits| Arc::new(Actions::new(limits)));
        let threads = self.threads && self.print.is_none() && actions.is_none();
        let shared = Shared { analyses: Default::default(), threads, actions };
        let print = self.print.take();
        if self.verify {
            forget_dirty(body);
        }
        let (check_levels, verify_each) = (self.check_levels, self.verify);
        let crew = Crew { cx: self.cx, check_levels, verify: verify_each, shared, print };
        let result = self.run_groups(&crew, body, outcome);
        for (path, error) in crew.print.iter().flat_map(PrintIr::take_errors) {
            outcome.diags.push(Diag::warning(&PASS011, Loc::UNKNOWN, &[&path, &error]));
        }
        self.print = crew.print;
        if let Some(actions) = &crew.shared.actions {
            outcome.actions.take(actions);
        }
        result?;
        match self.plan.steps.len().checked_sub(1) {
            Some(last) if self.verify => verify(self.cx, body, &mut outcome.diags).map_err(|_| {
                (outcome.diags.error(&BUG004, body.loc(ROOT), &[&"the pipeline"]), last)
            }),
            _ => Ok(()),
        }
    }

    /// Runs passes that stand behind each other on the same operations together.
    fn run_groups(
        &mut self,
        crew: &Crew<'a>,
        body: &mut Body,
        outcome: &mut Outcome,
    ) -> Result<(), (Reported, usize)> {
        let plan = self.plan;
        let actions = crew.shared.actions.as_deref();
        let one_by_one = self.check.is_some() || actions.is_some();
        let mut first = 0;
        while let Some(head) = plan.steps.get(first) {
            actions.inspect(|a| a.enter_step(first, head.pass.name));
            let alike = plan.steps[first..].iter().take_while(|s| s.path == head.path).count();
            let n = if one_by_one { 1 } else { alike };
            self.look(Moment::Before, first, body, true, outcome)?;
            let (version, errors) = (body.version(), outcome.diags.n_errors());
            let trail = Trail::root(self.cx, body);
            let log = crew.descend(body, &head.path, &plan.steps[first..first + n], &trail);
            for (i, time) in log.times.iter().enumerate() {
                outcome.timing.add(first + i, *time);
            }
            outcome.diags.extend(log.diags);
            outcome.stats.merge(&log.stats);
            let failed = log.failed.unwrap_or(n - 1) + first;
            outcome.diags.ok_since(errors).map_err(|e| (e, failed))?;
            let changed = body.version() != version;
            self.look(Moment::After, first, body, changed, outcome)?;
            if actions.is_some_and(|a| a.is_last_step(first)) {
                let refused = actions.is_some_and(|a| a.stopped());
                outcome.actions.stopped = refused || first + 1 < plan.steps.len();
                return Ok(());
            }
            first += n;
        }
        Ok(())
    }

    fn look(
        &mut self,
        moment: Moment,
        step_idx: usize,
        body: &Body,
        changed: bool,
        outcome: &mut Outcome,
    ) -> Result<(), (Reported, usize)> {
        let Some(hook) = &mut self.check else { return Ok(()) };
        let step = &self.plan.steps[step_idx];
        let point = Checkpoint { cx: self.cx, moment, step, step_idx, body, changed };
        hook(&point, &mut outcome.diags).map_err(|e| (e, step_idx))
    }

    fn failure(
        &self,
        reported: Reported,
        step: usize,
        input: Option<Body>,
        diags: &Diags,
    ) -> Failure {
        if !diags.items().iter().any(|d| d.code.id.starts_with("BUG")) {
            return Failure::Input(reported);
        }
        let pipeline = self.plan.text_of_first(step + 1);
        Failure::Bug(Box::new(Reproducer {
            pipeline,
            pass: self.plan.steps[step].pass.name,
            input,
        }))
    }
}

impl ActionReport {
    fn take(&mut self, actions: &Actions) {
        self.n_changes = actions.n_changes();
        self.log = actions.log();
        let met = actions.met();
        let names = actions.limits().windows.iter().map(|w| &w.name);
        self.met = met.keys().copied().collect();
        self.unmet = names.filter(|n| !met.contains_key(n.as_str())).cloned().collect();
    }
}

/// Everything counts as verified.
fn forget_dirty(body: &mut Body) {
    body.take_dirty();
    body.children_mut().for_each(forget_dirty);
}
