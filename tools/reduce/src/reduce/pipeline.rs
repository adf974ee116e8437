//! Fewer passes; and passes that make modules small.

use terrace_ir::Diags;
use terrace_passes::manager::{Manager, Options, Plan};

use super::Reducer;

/// Passes of ours that make modules smaller and may be there.
const CLEAN_UP: &[&str] =
    &["symbol-dce", "canonicalize", "cse", "sccp", "inline", "loop-invariant-code-motion"];

impl Reducer<'_> {
    /// Drops passes that are not needed, and options that are not.
    pub(super) fn passes(&mut self) {
        let mut chunk = self.plan.steps.len() / 2;
        while chunk >= 1 {
            let mut at = 0;
            while at < self.plan.steps.len() && self.plan.steps.len() > 1 {
                let mut plan = self.plan.clone();
                plan.steps.drain(at..(at + chunk).min(plan.steps.len()));
                if plan.steps.is_empty() || !self.take_plan(plan) {
                    at += chunk;
                }
                if self.stops() {
                    return;
                }
            }
            chunk /= 2;
        }
        for i in 0..self.plan.steps.len() {
            let mut plan = self.plan.clone();
            plan.steps[i].options = Options::defaults(plan.steps[i].pass.options);
            if plan != self.plan {
                self.take_plan(plan);
            }
        }
    }

    fn take_plan(&mut self, plan: Plan) -> bool {
        let module = self.best.clone();
        let fails = self.fails(&module, &plan);
        if fails {
            self.plan = plan;
            self.seen.clear();
            self.show();
        }
        fails
    }

    /// Runs passes that make modules small; not those that are under suspicion.
    pub(super) fn clean_up(&mut self) {
        for &name in CLEAN_UP {
            let suspect = self.plan.steps.iter().any(|s| s.pass.name == name);
            if suspect || self.lab.registry().pass(name).is_none() {
                continue;
            }
            let planned = self.lab.registry().plan_passes(self.cx(), name, &mut Diags::new());
            let Ok(plan) = planned else { continue };
            self.attempt(move |cx, module| {
                let mut manager = Manager::new(cx, &plan);
                manager.threads = false;
                manager.run(module).result.is_ok()
            });
        }
    }
}
