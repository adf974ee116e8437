//! What runs passes on bodies: the part of the manager that threads share.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use terrace_ir::verify::verify_dirty;
use terrace_ir::{Body, Code, Context, Diags, ROOT, Reported};

use super::cx::{PassCx, Runner, Shared};
use super::info::ANY;
use super::levels;
use super::plan::{Plan, Step};
use super::print::PrintIr;
use super::run::PASS007;
use super::stats::Stats;

/// A pass panicked.
pub const BUG001: Code = Code {
    id: "BUG001",
    message: "pass `{0}` panicked: {1}",
    explain: "This is a mistake in the pass, not in the input. The reproducer holds the input and \
              the pipeline; please report it.",
};

/// A pass broke the IR.
pub const BUG004: Code = Code {
    id: "BUG004",
    message: "{0} left IR that does not verify",
    explain: "The diagnostics before this one say what is wrong with the IR. The input verified, \
              so the pass is wrong.",
};

/// What running a group of passes on one body, or on many, gave.
pub(super) struct Log {
    pub diags: Diags,
    pub stats: Stats,
    pub times: Vec<Duration>,
    /// The pass of the group that failed.
    pub failed: Option<usize>,
}

impl Log {
    fn new(n_steps: usize) -> Log {
        Log {
            diags: Diags::new(),
            stats: Stats::default(),
            times: vec![Duration::ZERO; n_steps],
            failed: None,
        }
    }

    fn merge(&mut self, other: Log) {
        self.diags.extend(other.diags);
        self.stats.merge(&other.stats);
        for (sum, time) in self.times.iter_mut().zip(other.times) {
            *sum += time;
        }
        // The earliest pass that failed anywhere: a reproducer needs no later one.
        self.failed = match (self.failed, other.failed) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
}

/// What runs passes.
pub(super) struct Crew<'a> {
    pub cx: &'a Context,
    pub check_levels: bool,
    pub verify: bool,
    pub shared: Shared,
    pub print: Option<PrintIr<'a>>,
}

/// The bodies from the input down to one that passes run on.
pub(super) struct Trail<'a> {
    pub above: Option<&'a Trail<'a>>,
    /// [`Body::id`]
    pub body: u64,
    /// `func_func_main`, as a folder is called.
    pub name: String,
}

impl<'a> Trail<'a> {
    pub fn root(cx: &Context, body: &Body) -> Trail<'a> {
        let root = body.root(cx);
        let symbol = root.symbol().map_or("no-symbol-name", |s| cx.str(s));
        let name = format!("{}_{symbol}", root.name_str().replace('.', "_"));
        Trail { above: None, body: body.id(), name }
    }

    fn below(&'a self, cx: &Context, body: &Body) -> Trail<'a> {
        Trail { above: Some(self), ..Trail::root(cx, body) }
    }
}

impl Crew<'_> {
    /// Runs `steps` on every body that `path` leads to from `body`.
    pub fn descend(
        &self,
        body: &mut Body,
        path: &[String],
        steps: &[Step],
        trail: &Trail<'_>,
    ) -> Log {
        let Some((name, rest)) = path.split_first() else {
            return self.run_here(body, steps, trail);
        };
        let fits = |child: &Body| name == ANY || self.cx.op_name_str(child.name(ROOT)) == name;
        let children: Vec<&mut Body> = body.children_mut().filter(|c| fits(c)).collect();
        let go = |child: &mut Body| {
            let trail = trail.below(self.cx, child);
            self.descend(child, rest, steps, &trail)
        };
        let logs: Vec<Log> = if self.shared.threads && children.len() > 1 {
            children.into_par_iter().map(go).collect()
        } else {
            children.into_iter().map(go).collect()
        };
        let mut all = Log::new(steps.len());
        logs.into_iter().for_each(|log| all.merge(log));
        all
    }

    /// Runs `steps` on this body, up to the first that fails.
    fn run_here(&self, body: &mut Body, steps: &[Step], trail: &Trail<'_>) -> Log {
        let mut log = Log::new(steps.len());
        for (i, step) in steps.iter().enumerate() {
            let print = self.print.as_ref();
            let shown = print.map(|p| p.before(self.cx, step.pass, body, trail));
            let failed = self.run_one(body, step, i, &mut log).is_err();
            if let Some((print, shown)) = print.zip(shown) {
                print.after(self.cx, shown, body, failed);
            }
            if failed {
                log.failed = Some(i);
                break;
            }
        }
        log
    }

    fn run_one(
        &self,
        body: &mut Body,
        step: &Step,
        i: usize,
        log: &mut Log,
    ) -> Result<(), Reported> {
        let pass = step.pass;
        let actions = self.shared.actions.as_deref();
        if actions.is_some_and(|a| !a.enter_pass(body.name(ROOT), body.loc(ROOT))) {
            return Ok(());
        }
        let check = self.check_levels && !pass.leaves.is_empty();
        let before = if check { levels::dialects(self.cx, body) } else { Default::default() };
        let start = Instant::now();
        let mut cx = PassCx::new(self.cx, pass, &step.options, self);
        // A panic may leave the body half changed; nobody looks at it again but to print it.
        body.enter_pass(pass.name);
        let result = catch_unwind(AssertUnwindSafe(|| (pass.run)(body, &mut cx)));
        body.leave_pass(pass.name);
        log.times[i] = start.elapsed();
        let (diags, stats) = cx.finish();
        let failed = diags.n_errors() > 0;
        log.diags.extend(diags);
        log.stats.merge(&stats);
        let errors = log.diags.n_errors();
        match result {
            Err(panic) => {
                let what = panic_message(&*panic);
                Err(log.diags.error(&BUG001, body.loc(ROOT), &[&pass.name, &what]))
            }
            Ok(Err(reported)) => Err(reported),
            Ok(Ok(())) if failed => log.diags.ok_since(errors - 1),
            Ok(Ok(())) => {
                if self.verify && verify_dirty(self.cx, body, &mut log.diags).is_err() {
                    let name = format!("pass `{}`", pass.name);
                    return Err(log.diags.error(&BUG004, body.loc(ROOT), &[&name]));
                }
                // A pass that was held back leaves things undone.
                match check && actions.is_none_or(|a| !a.is_limited()) {
                    true => levels::check(self.cx, pass, &before, body, &mut log.diags),
                    false => Ok(()),
                }
            }
        }
    }
}

impl Runner for Crew<'_> {
    fn shared(&self) -> &Shared {
        &self.shared
    }

    fn run_plan(
        &self,
        body: &mut Body,
        plan: &Plan,
        diags: &mut Diags,
        stats: &mut Stats,
    ) -> Result<(), Reported> {
        let root = body.root(self.cx);
        if plan.on != ANY && root.name_str() != plan.on {
            return Err(diags.error(&PASS007, root.loc(), &[&plan.on, &root.name_str()]));
        }
        let trail = Trail::root(self.cx, body);
        let actions = self.shared.actions.as_deref();
        let outer = actions.map(|a| a.current());
        let mut result = Ok(());
        for step in &plan.steps {
            let errors = diags.n_errors();
            actions.zip(outer).inspect(|(a, outer)| a.enter_step(outer.0, step.pass.name));
            let log = self.descend(body, &step.path, std::slice::from_ref(step), &trail);
            diags.extend(log.diags);
            stats.merge(&log.stats);
            result = diags.ok_since(errors);
            if result.is_err() {
                break;
            }
        }
        actions.zip(outer).inspect(|(a, (step, pass))| a.enter_step(*step, pass));
        result
    }
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| s.to_string());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "no message".to_string())
}
