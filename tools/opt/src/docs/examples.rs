//! What a pass does to the first case of a lit test.

use std::path::{Path, PathBuf};

use terrace_ir::Diags;
use terrace_ir::text::{PrintOptions, parse_module, print_module};
use terrace_passes::Language;
use terrace_passes::manager::Manager;

/// The most lines of an example; longer ones show less than they hide.
const MOST_LINES: usize = 48;

/// The first case of each lit file below a folder.
pub struct Cases {
    /// Path and text, the paths from the folder; sorted.
    files: Vec<(PathBuf, String)>,
}

impl Cases {
    /// Reads a folder.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(folder: &Path) -> Result<Cases, String> {
        let config = terrace_lit::run::Config::new(folder);
        let mut files = Vec::new();
        for path in terrace_lit::run::discover(&config, &[])? {
            // A file that is no text is no case.
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let first = text.split("\n// -----").next().unwrap_or_default().to_owned();
            let name = path.strip_prefix(folder).unwrap_or(&path).to_path_buf();
            files.push((name, first));
        }
        Ok(Cases { files })
    }

    /// A case before and after the passes of a `RUN` line that names the pass, if there is one that
    /// is short and changes: the pass's own test if it is in its place, else one that runs no other
    /// pass, else any.
    pub fn example(&self, language: &Language, pass: &str) -> Option<(String, String)> {
        let test = terrace_passes::home(pass).test;
        let home = Path::new(test.strip_prefix("test/lit/").unwrap_or(&test));
        let naming = self.files.iter().filter_map(|(path, case)| {
            let passes = passes_of(case, pass)?;
            Some(((path != home, passes != pass), case, passes))
        });
        let mut naming: Vec<_> = naming.collect();
        naming.sort_by_key(|(rank, ..)| *rank);
        naming.into_iter().find_map(|(_, case, passes)| changed(language, case, &passes))
    }
}

/// A case before and after passes, if they change it and both are short.
fn changed(language: &Language, case: &str, passes: &str) -> Option<(String, String)> {
    let before = without_directives(case);
    let cx = language.context();
    let mut diags = Diags::new();
    let plan = language.registry().plan_passes(&cx, passes, &mut diags).ok()?;
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

/// The value of `-p` in the first `RUN` line that names the pass there.
fn passes_of(case: &str, pass: &str) -> Option<String> {
    let runs = case.lines().filter(|l| l.starts_with("// RUN:"));
    let mut values = runs.filter_map(|line| {
        let mut words = line.split_whitespace().skip_while(|w| *w != "-p");
        Some(words.nth(1)?.trim_matches(['\'', '"']).to_owned())
    });
    let names = |passes: &String| {
        passes.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').any(|name| name == pass)
    };
    values.find(names)
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
