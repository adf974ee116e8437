//! What people see of a search: its progress, and what was found.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use terrace_ir::Body;
use terrace_passes::manager::Plan;
use terrace_reduce::{Criterion, Finding, GuiltyAction, Hunt, Lab, LitCase, Progress, Size};

use crate::Tool;

/// Between two times that the best module so far is written.
const BETWEEN: Duration = Duration::from_millis(200);

/// Shows progress, and keeps the best module so far in the output file: whatever ends the process,
/// that much is there.
pub struct Watch<'a> {
    pub tool: &'a Tool,
    pub lab: &'a Lab,
    pub criterion: &'a Criterion,
    pub found: &'a Finding,
    /// The file, unless it is standard output.
    pub file: Option<&'a str>,
    bar: Option<ProgressBar>,
    stage: &'static str,
    size: Option<Size>,
    written: Option<Instant>,
}

impl<'a> Watch<'a> {
    pub fn new(
        tool: &'a Tool,
        lab: &'a Lab,
        (criterion, found): (&'a Criterion, &'a Finding),
        file: Option<&'a str>,
        terminal: bool,
    ) -> Watch<'a> {
        let bar = terminal.then(|| {
            let bar = ProgressBar::new_spinner();
            let style = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Watch { tool, lab, criterion, found, file, bar, stage: "", size: None, written: None }
    }

    /// Takes the progress off the screen.
    pub fn clear(&self) {
        self.bar.iter().for_each(ProgressBar::finish_and_clear);
    }

    fn show(&self, n_tried: u64) {
        if let Some(bar) = &self.bar {
            let size = self.size.map_or(String::new(), |s| {
                format!(", operations: {}, passes: {}", s.n_ops, s.n_passes)
            });
            bar.set_message(format!("{}: {n_tried} tried{size}", self.stage));
        }
    }
}

impl Progress for Watch<'_> {
    fn stage(&mut self, name: &'static str) {
        self.stage = name;
        self.show(0);
    }

    fn tried(&mut self, n_tried: u64) {
        self.show(n_tried);
    }

    fn smaller(&mut self, module: &Body, plan: &Plan, size: Size) {
        self.size = Some(size);
        let Some(file) = self.file else { return };
        if self.written.is_some_and(|at| at.elapsed() < BETWEEN) {
            return;
        }
        let text = case(self.tool, self.lab, (module, plan), (self.criterion, self.found), None);
        // What cannot be written now is said at the end.
        let _ = crate::output::write_file(std::path::Path::new(file), text.as_bytes());
        self.written = Some(Instant::now());
    }
}

/// A lit case.
pub fn case(
    tool: &Tool,
    lab: &Lab,
    (module, plan): (&Body, &Plan),
    (criterion, finding): (&Criterion, &Finding),
    action: Option<&GuiltyAction>,
) -> String {
    let (tool, version) = (tool.name, tool.version);
    let case = LitCase { tool, version, module, plan, criterion, finding, action };
    terrace_reduce::lit_case(lab, &case)
}

/// What was found, for people; `left_out` says what was not looked at.
pub fn summary(hunt: &Hunt, found: &Finding, file: &str, left_out: Option<String>) -> String {
    let mut out = String::new();
    let mut line = |what: &str, text: String| out.push_str(&format!("{what:9}{text}\n"));
    let Hunt { blame, whole, reduced, .. } = hunt;
    if let Some(blame) = blame {
        line("pass", format!("{} ({} of {})", blame.pass, blame.step + 1, whole.n_passes));
        match &blame.action {
            Some(action) => {
                let at = action.place.as_ref().map_or(String::new(), |p| format!(" at {p}"));
                let (pattern, n, op) = (&action.pattern, action.number, &action.op);
                line("pattern", format!("{pattern}, application {n}, on `{op}`{at}"));
                if !action.cycle.is_empty() {
                    line("repeats", action.cycle.join(", "));
                }
            }
            None => line("pattern", "none: the pass goes wrong by itself".into()),
        }
    }
    let said = found.messages.last().map_or("", String::as_str);
    line("failure", format!("{}: {said}", found.kind.word()));
    left_out.into_iter().for_each(|text| line("not run", text));
    let (after, tried) = (reduced.after, reduced.n_tried);
    let ops = format!("operations {} to {}", whole.n_ops, after.n_ops);
    let passes = format!("passes {} to {}", whole.n_passes, after.n_passes);
    line("reduced", format!("{ops}, {passes}, in {tried} tries"));
    line("written", if file == "-" { "standard output".into() } else { file.to_string() });
    out
}

/// What was found, for machines.
pub fn report(hunt: &Hunt, found: &Finding, lab: &Lab) -> Value {
    let Hunt { blame, whole, reduced, action } = hunt;
    json!({
        "finding": found,
        "pass": blame.as_ref().map(|b| &b.pass),
        "step": blame.as_ref().map(|b| b.step),
        "action": blame.as_ref().and_then(|b| b.action.as_ref()),
        "reduced": {
            "before": whole,
            "after": reduced.after,
            "tried": reduced.n_tried,
            "complete": reduced.complete,
            "pipeline": reduced.plan.text(),
            "action": action,
            "finding": reduced.finding,
            "module": lab.print(&reduced.module),
        },
    })
}
