//! The laboratory: runs pipelines on modules and says how they fail.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use terrace_ir::actions::{Action, ActionLimits, StopAfter};
use terrace_ir::text::{ParseOptions, PrintOptions, parse_module_with, print_module};
use terrace_ir::verify::verify;
use terrace_ir::{Body, Context, Diags, Provenance, Reported, Severity};
use terrace_passes::PassRegistry;
use terrace_passes::check::CheckEach;
use terrace_passes::manager::{Failure, Manager, Outcome, Plan};

use crate::child::{Child, RAN_TOO_LONG, Shell};
use crate::criterion::{Criterion, Finding, Kind, Numbers};
use crate::guard::{Guard, Lost, take_panic_place};

/// How pipelines are run.
#[derive(Clone, Debug)]
pub struct LabOptions {
    /// What one run may take.
    pub time: Duration,
    /// Whether dialects that are not known are accepted.
    pub allow_unregistered: bool,
    /// The tool's own `opt`, for runs that end or hang the process.
    pub child: Option<Child>,
    /// Whether every run is made in the child process.
    pub isolate: bool,
}

impl Default for LabOptions {
    fn default() -> LabOptions {
        let time = Duration::from_secs(10);
        LabOptions { time, allow_unregistered: false, child: None, isolate: false }
    }
}

/// What a run showed.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// What is looked for does not happen.
    Passes,
    /// It happens.
    Fails(Box<Finding>),
    /// It cannot be told: the run failed in another way, and which.
    Unknown(String),
}

impl Verdict {
    /// The failure that was found.
    pub fn finding(self) -> Option<Finding> {
        match self {
            Verdict::Fails(finding) => Some(*finding),
            _ => None,
        }
    }
}

/// A run, in full.
pub(crate) struct Run {
    pub verdict: Verdict,
    /// The module as the pipeline left it, if it came to its end.
    pub after: Option<Body>,
    /// How many changes the drivers of the last step made.
    pub n_changes: u64,
    /// Every action.
    pub log: Vec<Action>,
}

impl Run {
    fn new(verdict: Verdict) -> Run {
        Run { verdict, after: None, n_changes: 0, log: Vec::new() }
    }
}

/// A context, the passes, and a thread to run them on.
pub struct Lab {
    cx: Arc<Context>,
    registry: PassRegistry,
    /// How pipelines are run.
    pub options: LabOptions,
    guard: Mutex<Guard>,
}

impl Lab {
    /// A laboratory with a context of its own and these passes.
    pub fn new(context: Context, registry: PassRegistry, options: LabOptions) -> Lab {
        Lab { cx: Arc::new(context), registry, options, guard: Mutex::new(Guard::new()) }
    }

    /// The same laboratory with other options: handles mean the same in both.
    pub fn with(&self, options: LabOptions) -> Lab {
        let (cx, registry) = (self.cx.clone(), self.registry.clone());
        Lab { cx, registry, options, guard: Mutex::new(Guard::new()) }
    }

    /// The context.
    pub fn cx(&self) -> &Context {
        &self.cx
    }

    /// The passes.
    pub fn registry(&self) -> &PassRegistry {
        &self.registry
    }

    /// How many runs did not come back and still take time.
    pub fn n_lost(&self) -> usize {
        self.guard().n_lost
    }

    /// Whether runs are made in the child process.
    pub(crate) fn is_away(&self) -> bool {
        self.options.child.is_some() && (self.options.isolate || self.n_lost() >= MAX_LOST)
    }

    pub(crate) fn guard(&self) -> MutexGuard<'_, Guard> {
        self.guard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads a module; it must verify.
    ///
    /// # Errors
    /// What the parser and the verifier say.
    pub fn parse(&self, text: &[u8], file: &str, diags: &mut Diags) -> Result<Body, Reported> {
        let body = parse_module_with(&self.cx, text, file, self.parse_options(), diags)?;
        verify(&self.cx, &body, diags)?;
        Ok(body)
    }

    pub(crate) fn parse_options(&self) -> ParseOptions {
        ParseOptions { allow_unregistered: self.options.allow_unregistered }
    }

    /// Prints a module as the reproducer will hold it.
    pub fn print(&self, module: &Body) -> String {
        print_module(&self.cx, module, &PrintOptions::default())
    }

    /// Whether a module verifies; a verifier that panics is none that says yes.
    pub(crate) fn verifies(&self, module: Body) -> Option<Body> {
        let cx = self.cx.clone();
        let check = move || verify(&cx, &module, &mut Diags::new()).is_ok().then_some(module);
        self.guard().run(self.options.time, check).ok().flatten()
    }

    /// In words, how many functions of a module are not compared whatever the passes do; `None`
    /// where all are, or where that takes too long to tell.
    pub fn not_compared(&self, module: &Body, numbers: Numbers) -> Option<String> {
        let (cx, module) = (self.cx.clone(), module.clone());
        let Numbers { seed, tolerance, steps } = numbers;
        let count = move || CheckEach { seed, tolerance, steps }.not_compared(&cx, &module);
        let (n, of) = self.guard().run(self.options.time, count).ok().filter(|(n, _)| *n > 0)?;
        let s = if of == 1 { "" } else { "s" };
        Some(format!("{n} of {of} function{s} could not be compared (`--check-each` says why)"))
    }

    /// Whether the criterion's command passes on a module before any pass has run; no other
    /// criterion asks about the input.
    pub(crate) fn is_good(&self, module: &Body, plan: &Plan, criterion: &Criterion) -> bool {
        let nothing = Plan { steps: Vec::new(), ..plan.clone() };
        criterion.kind == Kind::Command
            && self.judge(module, &nothing, criterion) == Verdict::Passes
    }

    /// Whether the text of a module reads back and verifies.
    pub(crate) fn reads_back(&self, module: &Body) -> bool {
        let (cx, options) = (self.cx.clone(), self.parse_options());
        let text = self.print(module);
        let read = move || {
            let mut diags = Diags::new();
            let body = parse_module_with(&cx, text.as_bytes(), "again", options, &mut diags);
            body.is_ok_and(|body| verify(&cx, &body, &mut diags).is_ok())
        };
        self.guard().run(self.options.time, read).unwrap_or(false)
    }

    /// Does something that may panic or take too long to a copy of a module.
    pub(crate) fn guarded(
        &self,
        module: &Body,
        edit: impl FnOnce(&Context, &mut Body) -> bool + Send + 'static,
    ) -> Option<Body> {
        let (cx, mut copy) = (self.cx.clone(), module.clone());
        let work = move || edit(&cx, &mut copy).then_some(copy);
        self.guard().run(self.options.time, work).ok().flatten()
    }

    /// Runs a plan on a module and looks for a failure.
    pub fn judge(&self, module: &Body, plan: &Plan, criterion: &Criterion) -> Verdict {
        self.run(module, plan, criterion, None).verdict
    }

    /// As [`Lab::judge`], in full, and up to a number of changes in the last step.
    pub(crate) fn run(
        &self,
        module: &Body,
        plan: &Plan,
        criterion: &Criterion,
        stop: Option<StopAfter>,
    ) -> Run {
        match &self.options.child {
            Some(child) if self.is_away() => {
                return Run::new(child.judge(self, module, plan, criterion, stop));
            }
            None if self.n_lost() >= MAX_LOST => {
                let why = "too many runs did not come back, and there is no child process";
                return Run::new(Verdict::Unknown(why.into()));
            }
            _ => {}
        }
        let job = Job {
            cx: self.cx.clone(),
            module: module.clone(),
            plan: plan.clone(),
            kind: criterion.kind,
            numbers: criterion.numbers,
            stop,
        };
        let ran = self.guard().run(self.options.time, move || job.run());
        let mut run = match ran {
            Ok(run) => run,
            Err(Lost::Time) if criterion.kind == Kind::Endless => {
                let mut finding = Finding::new(Kind::Endless);
                finding.messages.push(format!("it ran for {:?}", self.options.time));
                Run::new(Verdict::Fails(Box::new(finding)))
            }
            Err(Lost::Time) => Run::new(Verdict::Unknown("it takes too long".into())),
            Err(Lost::Panic(text)) => Run::new(Verdict::Unknown(format!("it panics: {text}"))),
        };
        if let (Kind::Command, Verdict::Passes, Some(after)) =
            (criterion.kind, &run.verdict, &run.after)
        {
            run.verdict = self.ask(criterion, after);
        }
        run
    }

    /// Whether a plan ends or hangs the process on a module, so that it must run in another one.
    pub fn must_isolate(&self, module: &Body, plan: &Plan) -> bool {
        let Some(child) = &self.options.child else { return false };
        let verdict = child.judge(self, module, plan, &Criterion::new(Kind::Panic), None);
        match verdict {
            Verdict::Fails(found) => found.is_of_process(),
            Verdict::Unknown(why) => why.contains(RAN_TOO_LONG),
            Verdict::Passes => false,
        }
    }

    /// Asks the criterion's command about a module.
    fn ask(&self, criterion: &Criterion, module: &Body) -> Verdict {
        let command = criterion.command.as_deref().unwrap_or_default();
        let text = print_module(&self.cx, module, &PrintOptions::default());
        match (Shell { command, time: self.options.time }).run(&text) {
            Ok(None) => Verdict::Passes,
            Ok(Some(message)) => {
                let finding = Finding { messages: vec![message], ..Finding::new(Kind::Command) };
                Verdict::Fails(Box::new(finding))
            }
            Err(why) => Verdict::Unknown(why),
        }
    }

    /// Looks for a failure that must be there.
    ///
    /// # Errors
    /// Why it was not found.
    pub fn find(
        &self,
        module: &Body,
        plan: &Plan,
        criterion: &Criterion,
    ) -> Result<Finding, String> {
        match self.judge(module, plan, criterion) {
            Verdict::Fails(finding) => Ok(*finding),
            Verdict::Passes => Err("the pipeline passes the check".into()),
            Verdict::Unknown(why) => Err(why),
        }
    }

    /// Looks for whatever fails first: what a pass does wrong by itself, then numbers, then
    /// results that differ from run to run.
    ///
    /// # Errors
    /// Why nothing was found.
    pub fn diagnose(
        &self,
        module: &Body,
        plan: &Plan,
        numbers: Numbers,
    ) -> Result<Finding, String> {
        let mut unknown = Vec::new();
        for (kind, _) in Kind::ALL.into_iter().filter(|(kind, _)| *kind != Kind::Command) {
            let criterion = Criterion { numbers, ..Criterion::new(kind) };
            match self.judge(module, plan, &criterion) {
                Verdict::Fails(finding) => return Ok(*finding),
                Verdict::Passes => {}
                Verdict::Unknown(why) if unknown.contains(&why) => {}
                Verdict::Unknown(why) => unknown.push(why),
            }
        }
        match unknown.is_empty() {
            true => Err("the pipeline passes every check".into()),
            false => Err(unknown.join("; ")),
        }
    }
}

/// Runs that may be left behind at work before all others are made elsewhere.
const MAX_LOST: usize = 3;

/// Runs that are compared with the first.
pub(crate) const MORE_RUNS: usize = 7;

/// One run, as it goes to the thread.
struct Job {
    cx: Arc<Context>,
    module: Body,
    plan: Plan,
    kind: Kind,
    numbers: Numbers,
    stop: Option<StopAfter>,
}

impl Job {
    fn run(self) -> Run {
        let mut body = self.module.clone();
        body.track_provenance();
        // What an earlier job of this thread left.
        take_panic_place();
        let outcome = self.pipeline(&mut body);
        let n_changes = outcome.actions.n_changes.last().copied().unwrap_or(0);
        let log = outcome.actions.log.clone();
        let verdict = match failure(&self.cx, &self.plan, &body, &outcome) {
            None if outcome.result.is_err() => Verdict::Unknown(format!(
                "the input is refused: {}",
                said(&outcome.diags).join("; ")
            )),
            None if self.kind == Kind::Unstable => self.compare_runs(&body),
            None => Verdict::Passes,
            Some(found) if found.kind == self.kind => Verdict::Fails(Box::new(found)),
            Some(found) => {
                Verdict::Unknown(format!("it fails otherwise: {}", found.messages.join("; ")))
            }
        };
        Run { verdict, after: outcome.result.is_ok().then_some(body), n_changes, log }
    }

    fn pipeline(&self, body: &mut Body) -> Outcome {
        let mut manager = Manager::new(&self.cx, &self.plan);
        manager.threads = false;
        let stop_after = self.stop;
        manager.actions = Some(ActionLimits { stop_after, log: true, ..Default::default() });
        if self.kind == Kind::Numbers {
            let Numbers { seed, tolerance, steps } = self.numbers;
            manager.check = Some(CheckEach { seed, tolerance, steps }.hook());
        }
        manager.run(body)
    }

    /// Runs more often and compares what comes out.
    fn compare_runs(&self, first: &Body) -> Verdict {
        let print = |body: &Body| print_module(&self.cx, body, &PrintOptions::default());
        let first = print(first);
        // Two in an order that is left to chance come out the same every other time.
        let mut others = (0..MORE_RUNS).filter_map(|_| {
            let mut second = self.module.clone();
            self.pipeline(&mut second).result.ok().map(|()| print(&second))
        });
        let Some(second) = others.find(|second| *second != first) else { return Verdict::Passes };
        Verdict::Fails(Box::new(Finding::unstable(&first, &second)))
    }
}

/// What diagnostics say, a line each: `CODE: message`.
fn said(diags: &Diags) -> Vec<String> {
    let errors = diags.items().iter().filter(|d| d.severity == Severity::Error);
    errors.map(|d| format!("{}: {}", d.code.id, d.message)).collect()
}

/// The kind of failure that a code of ours tells.
pub(crate) fn kind_of(code: &str) -> Option<Kind> {
    Some(match code {
        "BUG001" => Kind::Panic,
        "BUG004" => Kind::Verifier,
        "BUG005" => Kind::Numbers,
        "BUG102" => Kind::Endless,
        _ if code.starts_with("BUG") => Kind::Rule,
        _ => return None,
    })
}

/// How a pipeline failed, if a pass is to blame.
fn failure(cx: &Context, plan: &Plan, body: &Body, outcome: &Outcome) -> Option<Finding> {
    let Err(Failure::Bug(bug)) = &outcome.result else { return None };
    let errors = || outcome.diags.items().iter().filter(|d| d.severity == Severity::Error);
    let telling = errors().rfind(|d| d.code.id.starts_with("BUG"))?;
    let kind = kind_of(telling.code.id)?;
    let mut finding = Finding::new(kind);
    let step = (0..plan.steps.len()).find(|&i| plan.text_of_first(i + 1) == bug.pipeline);
    // The check at the very end does not know which pass it was.
    let by_pass = telling.message.contains(bug.pass) || plan.steps.len() == 1;
    if by_pass {
        (finding.pass, finding.step) = (Some(bug.pass.to_string()), step);
    }
    finding.codes = vec![telling.code.id.to_string()];
    finding.codes.extend(errors().map(|d| d.code.id.to_string()).filter(|c| !c.starts_with("BUG")));
    finding.codes.dedup();
    finding.messages = said(&outcome.diags);
    finding.key = match kind {
        Kind::Panic => take_panic_place().unwrap_or_default(),
        Kind::Verifier => finding.codes.get(1).cloned().unwrap_or_default(),
        Kind::Rule => telling.code.id.to_string(),
        _ => String::new(),
    };
    if let Some(at) = at_work(body) {
        finding.pattern = at.pattern.map(str::to_string);
        finding.op = at.from.map(|from| cx.op_name_str(from.name).to_string());
    }
    Some(finding)
}

/// What was being made when a run stopped, in whichever body.
fn at_work(body: &Body) -> Option<Provenance> {
    body.at_work().or_else(|| body.children().find_map(at_work))
}
