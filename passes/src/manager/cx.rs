//! What a pass is given besides the body it runs on.

use std::fmt::Display;
use std::sync::Arc;

use rayon::prelude::*;
use terrace_ir::actions::Actions;
use terrace_ir::conversion::{self, Recipe};
use terrace_ir::greedy::{GreedyConfig, GreedyReport, PatternSet, greedy, walk};
use terrace_ir::{Body, Code, Context, Diag, Diags, Loc, Pattern, Reported};

use super::analysis::{Analysis, AnalysisCache};
use super::info::PassInfo;
use super::options::{FromOption, Opt, Options};
use super::plan::Plan;
use super::stats::Stats;

/// The context of one run of one pass on one body.
pub struct PassCx<'a> {
    /// The IR context.
    pub cx: &'a Context,
    /// What the pass has to say.
    pub diags: Diags,
    /// The pass.
    pub pass: &'static PassInfo,
    options: &'a Options,
    stats: Stats,
    runner: &'a dyn Runner,
}

/// What runs passes, as a pass that runs a pipeline of its own sees it.
pub(crate) trait Runner: Sync {
    /// What all runs share.
    fn shared(&self) -> &Shared;
    /// Runs a plan on a body inside a pass that is running.
    fn run_plan(
        &self,
        body: &mut Body,
        plan: &Plan,
        diags: &mut Diags,
        stats: &mut Stats,
    ) -> Result<(), Reported>;
}

/// What all runs of one pipeline share.
pub(crate) struct Shared {
    pub analyses: AnalysisCache,
    pub threads: bool,
    /// What counts and limits actions, if anything does; then there are no threads.
    pub actions: Option<Arc<Actions>>,
}

impl<'a> PassCx<'a> {
    pub(crate) fn new(
        cx: &'a Context,
        pass: &'static PassInfo,
        options: &'a Options,
        runner: &'a dyn Runner,
    ) -> PassCx<'a> {
        PassCx { cx, diags: Diags::new(), pass, options, stats: Stats::default(), runner }
    }

    pub(crate) fn finish(self) -> (Diags, Stats) {
        (self.diags, self.stats)
    }

    /// The value of an option.
    ///
    /// # Errors
    /// Panics when the pass does not declare the option.
    pub fn option<T: FromOption>(&self, option: &Opt<T>) -> T {
        self.options.get(option)
    }

    /// Adds to a statistic of this pass.
    pub fn count(&mut self, what: &'static str, n: u64) {
        self.stats.add(self.pass.name, what, n);
    }

    /// Prints beside the output: to standard error, where a tool runs the pipeline.
    pub fn print(&mut self, text: &str) {
        self.stats.print(text);
    }

    /// Reports an error.
    pub fn error(&mut self, code: &'static Code, loc: Loc, args: &[&dyn Display]) -> Reported {
        self.diags.error(code, loc, args)
    }

    /// Reports a diagnostic.
    pub fn push(&mut self, diag: Diag) -> Reported {
        self.diags.push(diag)
    }

    /// Applies patterns, folds and drops what is dead until nothing changes.
    pub fn greedy(&mut self, body: &mut Body, patterns: &[Pattern]) -> Result<(), Reported> {
        self.greedy_with(body, &PatternSet::new(self.cx, patterns), &GreedyConfig::default())
    }

    /// As [`PassCx::greedy`] with a prepared set and another configuration.
    pub fn greedy_with(
        &mut self,
        body: &mut Body,
        patterns: &PatternSet,
        config: &GreedyConfig,
    ) -> Result<(), Reported> {
        let config = self.counted(config);
        let report = greedy(self.cx, body, patterns, &config, &mut self.diags)?;
        self.count_rewrites(report);
        Ok(())
    }

    /// Offers every operation to the patterns once, inner ones first, in program order.
    pub fn walk_with(
        &mut self,
        body: &mut Body,
        patterns: &PatternSet,
        config: &GreedyConfig,
    ) -> Result<(), Reported> {
        let config = self.counted(config);
        let report = walk(self.cx, body, patterns, &config, &mut self.diags)?;
        self.count_rewrites(report);
        Ok(())
    }

    fn counted(&self, config: &GreedyConfig) -> GreedyConfig {
        GreedyConfig { actions: self.runner.shared().actions.clone(), ..config.clone() }
    }

    fn count_rewrites(&mut self, report: GreedyReport) {
        self.count("folds", report.n_folds);
        self.count("dead operations erased", report.n_dead);
        for (name, n) in report.patterns {
            self.count(name, n);
        }
    }

    /// Replaces what the recipe's target does not allow; its actions are those of this run.
    pub fn convert(&mut self, body: &mut Body, recipe: &Recipe<'_>) -> Result<(), Reported> {
        let recipe = Recipe { actions: self.runner.shared().actions.as_deref(), ..*recipe };
        conversion::convert(self.cx, body, &recipe, &mut self.diags)
    }

    /// Whether a limit on actions keeps this run from doing all it would: then what is left is no
    /// error.
    pub fn is_limited(&self) -> bool {
        self.runner.shared().actions.as_ref().is_some_and(|a| a.is_limited())
    }

    /// Runs a pipeline on `body` or on a child of it, as if it stood in place of this pass: what
    /// it reports and counts is this run's, it is verified, printed and held to limits, and its
    /// first failure is the pass's. Make the plan with [`crate::PassRegistry::plan`].
    ///
    /// # Errors
    /// `PASS007` when the plan is for another operation, and whatever its passes report.
    pub fn run_plan(&mut self, body: &mut Body, plan: &Plan) -> Result<(), Reported> {
        self.runner.run_plan(body, plan, &mut self.diags, &mut self.stats)
    }

    /// What an analysis finds in this body; computed again only after the body changed.
    pub fn analysis<A: Analysis>(&self, body: &Body) -> Arc<A> {
        self.runner.shared().analyses.get(self.cx, body)
    }

    /// Runs `f` on every child body of `body`, side by side. Reports and statistics come out in
    /// the order of the children.
    pub fn each_child(
        &mut self,
        body: &mut Body,
        f: &(dyn Fn(&mut Body, &mut PassCx<'a>) -> Result<(), Reported> + Sync),
    ) -> Result<(), Reported> {
        let (cx, pass, options, runner) = (self.cx, self.pass, self.options, self.runner);
        let run = |child: &mut Body| {
            let mut inner = PassCx::new(cx, pass, options, runner);
            let result = f(child, &mut inner);
            (result, inner.finish())
        };
        let children: Vec<&mut Body> = body.children_mut().collect();
        let done: Vec<_> = if runner.shared().threads && children.len() > 1 {
            children.into_par_iter().map(run).collect()
        } else {
            children.into_iter().map(run).collect()
        };
        let mut first_error = Ok(());
        for (result, (diags, stats)) in done {
            self.diags.extend(diags);
            self.stats.merge(&stats);
            first_error = first_error.and(result);
        }
        first_error
    }

    /// Runs `f` on `body` and everything isolated below it, innermost first.
    pub fn each_body(
        &mut self,
        body: &mut Body,
        f: &(dyn Fn(&mut Body, &mut PassCx<'a>) -> Result<(), Reported> + Sync),
    ) -> Result<(), Reported> {
        self.each_child(body, &|child, inner| inner.each_body(child, f))?;
        f(body, self)
    }
}
