//! Lit cases: what was found, as a file that fails until it is mended.

use std::fmt::Write;

use terrace_ir::Body;
use terrace_passes::manager::Plan;

use crate::bisect::GuiltyAction;
use crate::criterion::{Criterion, Finding, Kind, Numbers};
use crate::lab::Lab;
use crate::reproducer::shell_quoted;

/// What a lit case says.
pub struct LitCase<'a> {
    /// The name of the tool.
    pub tool: &'a str,
    /// Its version.
    pub version: &'a str,
    /// The module.
    pub module: &'a Body,
    /// The pipeline.
    pub plan: &'a Plan,
    /// What is looked for.
    pub criterion: &'a Criterion,
    /// How it fails.
    pub finding: &'a Finding,
    /// The guilty change.
    pub action: Option<&'a GuiltyAction>,
}

/// Begins what the failure said and the rest of a long line: a line that began with a word in
/// capitals and a colon would be a directive.
const QUOTE: char = '>';

/// Longest line of a comment.
const COLUMNS: usize = 98;

/// The text of a lit case that reproduces a failure: it fails as long as the mistake is there.
pub fn lit_case(lab: &Lab, case: &LitCase<'_>) -> String {
    let LitCase { tool, version, module, plan, criterion, finding, action } = case;
    let mut out = format!("// RUN: {}\n//\n", run_line(lab, case));
    let mut say = |text: String| wrapped(&mut out, &text);
    say(format!("Found by {tool} {version}; this test fails until it is mended."));
    say(format!(
        "How: {}{}",
        finding.kind.word(),
        match finding.code() {
            "" => String::new(),
            code => format!(", {code}"),
        }
    ));
    let pass = plan.steps.last().map_or("", |s| s.pass.name);
    say(format!("Pass: {}", finding.pass.as_deref().unwrap_or(pass)));
    if let Some(action) = action {
        let n = action.number;
        let at = action.place.as_ref().map_or(String::new(), |p| format!(" at {p}"));
        say(format!("Pattern: {}, application {n}, on `{}`{at}", action.pattern, action.op));
        if !action.cycle.is_empty() {
            say(format!("Repeats: {}", action.cycle.join(", ")));
        }
    }
    if let (Kind::Command, Some(command)) = (criterion.kind, &criterion.command) {
        say(format!("Command: {command}"));
    }
    for message in finding.messages.iter().take(4).flat_map(|m| m.lines()) {
        say(format!("{QUOTE} {message}"));
    }
    let _ = write!(out, "\n{}", lab.print(module));
    out
}

fn run_line(lab: &Lab, case: &LitCase<'_>) -> String {
    let pipeline = escaped(&shell_quoted(&case.plan.text()));
    let mut line = format!("{} opt %s --pass-pipeline={pipeline}", case.tool);
    if lab.options.allow_unregistered {
        line += " --allow-unregistered-dialect";
    }
    match case.criterion.kind {
        Kind::Numbers => {
            let numbers = case.criterion.numbers;
            let _ = write!(line, " --check-each --check-seed={}", numbers.seed);
            let _ = write!(line, " --check-tolerance={}", numbers.tolerance);
            if numbers.steps != Numbers::default().steps {
                let _ = write!(line, " --check-steps={}", numbers.steps);
            }
        }
        Kind::Command => {
            let command = case.criterion.command.as_deref().unwrap_or_default();
            let parts = command.split("%s").map(escaped).collect::<Vec<_>>();
            let _ = write!(line, " -o %t && sh -c {}", shell_quoted(&parts.join("%t")));
        }
        Kind::Unstable => {
            let again = line.clone();
            let _ = write!(line, " -o %t && {again} | diff %t -");
        }
        _ => {}
    }
    line
}

/// Text that a RUN line takes as it is.
fn escaped(text: &str) -> String {
    text.replace('%', "%%")
}

/// Writes a comment, broken at spaces.
fn wrapped(out: &mut String, text: &str) {
    let mut line = String::from("//");
    for word in text.split_whitespace() {
        if line.len() + 1 + word.len() > COLUMNS && line.len() > 2 {
            let _ = writeln!(out, "{line}");
            line = format!("// {QUOTE}");
        }
        let _ = write!(line, " {word}");
    }
    let _ = writeln!(out, "{line}");
}
