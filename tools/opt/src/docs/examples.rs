//! What a pass does to the first case of its lit test.

use std::path::Path;

use terrace_ir::Diags;
use terrace_ir::text::{PrintOptions, parse_module, print_module};
use terrace_passes::Language;
use terrace_passes::manager::Manager;

/// The most lines of an example; longer ones show less than they hide.
const MOST_LINES: usize = 48;

/// The first case of the pass's test before and after the passes of its `RUN` line, if it is short
/// and the pass changes it. `cases` is the folder of all cases.
pub fn example(language: &Language, pass: &str, cases: &Path) -> Option<(String, String)> {
    let test = terrace_passes::home(pass).test;
    let path = cases.join(test.strip_prefix("test/lit/").unwrap_or(&test));
    let text = std::fs::read_to_string(path).ok()?;
    let first = text.split("\n// -----").next()?;
    let before = without_directives(first);
    let cx = language.context();
    let mut diags = Diags::new();
    let pipeline = passes_of(first, pass)?;
    let plan = language.registry().plan_passes(&cx, &pipeline, &mut diags).ok()?;
    let mut module = parse_module(&cx, before.as_bytes(), "example.mlir", &mut diags).ok()?;
    let outcome = Manager::new(&cx, &plan).run(&mut module);
    if outcome.result.is_err() || !outcome.changed {
        return None;
    }
    let after = print_module(&cx, &module, &PrintOptions::default());
    let after = without_module(after.trim());
    let short = |text: &str| text.lines().count() <= MOST_LINES;
    (short(&before) && short(&after)).then_some((before, after))
}

/// The value of `-p` in the `RUN` line, if it names the pass.
fn passes_of(case: &str, pass: &str) -> Option<String> {
    let line = case.lines().find(|l| l.starts_with("// RUN:"))?;
    let mut words = line.split_whitespace().skip_while(|w| *w != "-p");
    let passes = words.nth(1)?.trim_matches(['\'', '"']);
    passes.contains(pass).then(|| passes.to_owned())
}

/// A case without what only the test reads.
fn without_directives(case: &str) -> String {
    let is_directive = |line: &str| {
        let word = line.trim_start().strip_prefix("// ").and_then(|l| l.split_once(':'));
        word.is_some_and(|(word, _)| {
            !word.is_empty()
                && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
        })
    };
    let lines: Vec<&str> = case.lines().filter(|l| !is_directive(l)).collect();
    lines.join("\n").trim().to_owned()
}

/// What stands in a module that says nothing itself.
fn without_module(text: &str) -> String {
    let inner = text.strip_prefix("module {\n").and_then(|t| t.strip_suffix("\n}"));
    let Some(inner) = inner else { return text.to_owned() };
    let outdented = inner.lines().map(|l| l.strip_prefix("  ").unwrap_or(l));
    outdented.collect::<Vec<_>>().join("\n")
}
