//! Printing the IR before and after passes: whole, as a diff, or into a tree of files.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use similar::{ChangeTag, TextDiff};
use terrace_ir::text::{PrintOptions, print_module};
use terrace_ir::{Body, Context};

use super::crew::Trail;
use super::info::PassInfo;

/// Which passes something is done at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// None.
    #[default]
    None,
    /// All.
    All,
    /// Those of these names.
    Named(Vec<String>),
}

impl Which {
    fn has(&self, pass: &PassInfo) -> bool {
        match self {
            Which::None => false,
            Which::All => true,
            Which::Named(names) => names.iter().any(|n| n == pass.name),
        }
    }
}

/// How a diff is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Diff {
    /// As text.
    Plain,
    /// With the colours of a terminal.
    Colored,
}

/// Prints what a pass runs on, before and after it. Passes then run on one thread, so that texts
/// come in order and are complete even if a pass fails.
pub struct PrintIr<'a> {
    /// Passes to print before.
    pub before: Which,
    /// Passes to print after; a pass that fails prints, too.
    pub after: Which,
    /// Print after a pass only when it changed something.
    pub only_changes: bool,
    /// After a pass print what is different, not everything.
    pub diff: Option<Diff>,
    /// How.
    pub options: PrintOptions,
    /// Where to. A text that cannot be written is dropped: printing must not stop the pipeline.
    pub out: Mutex<&'a mut (dyn Write + Send)>,
    /// A folder to print into instead of `out`: nested as the operations are, a file per pass,
    /// named as upstream's `--mlir-print-ir-tree-dir` names them.
    pub tree: Option<PathBuf>,
    state: Mutex<State>,
}

/// What is known between passes.
#[derive(Default)]
struct State {
    /// The number of the last pass with an own place in the tree, by [`Body::id`].
    numbers: HashMap<u64, usize>,
    errors: Vec<(String, String)>,
}

/// What was looked at before a pass.
pub(super) struct Shown {
    pass: &'static PassInfo,
    version: u64,
    /// The text before the pass, for a diff.
    text: Option<String>,
    path: Option<PathBuf>,
}

impl<'a> PrintIr<'a> {
    /// Prints nothing yet.
    pub fn new(out: &'a mut (dyn Write + Send)) -> PrintIr<'a> {
        PrintIr {
            before: Which::None,
            after: Which::None,
            only_changes: false,
            diff: None,
            options: PrintOptions::default(),
            out: Mutex::new(out),
            tree: None,
            state: Mutex::default(),
        }
    }
}

impl PrintIr<'_> {
    fn state(&self) -> MutexGuard<'_, State> {
        // Entries are inserted whole.
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The files that could not be written since the last call, and why.
    pub(super) fn take_errors(&self) -> Vec<(String, String)> {
        std::mem::take(&mut self.state().errors)
    }

    pub(super) fn before(
        &self,
        cx: &Context,
        pass: &'static PassInfo,
        body: &Body,
        trail: &Trail<'_>,
    ) -> Shown {
        let (before, after) = (self.before.has(pass), self.after.has(pass));
        let diffs = self.diff.is_some() && after;
        let text = (before || diffs).then(|| print_module(cx, body, &self.options));
        let path = self.path(pass, trail, before || after);
        let shown = Shown { pass, version: body.version(), text, path };
        if before {
            self.print(cx, "Before", &shown, "", body, shown.text.as_deref().unwrap_or(""));
        }
        shown
    }

    pub(super) fn after(&self, cx: &Context, shown: Shown, body: &Body, failed: bool) {
        let changed = body.version() != shown.version;
        if !self.after.has(shown.pass) || !(changed || failed || !self.only_changes) {
            return;
        }
        let failed = if failed { " Failed" } else { "" };
        let text = print_module(cx, body, &self.options);
        match (self.diff, &shown.text) {
            (Some(style), Some(old)) => {
                let diff = unified(old, &text, style);
                let nothing = "(the text is the same)\n".to_string();
                let diff = if diff.is_empty() { nothing } else { diff };
                self.print(cx, "Diff After", &shown, failed, body, &diff);
            }
            _ => self.print(cx, "After", &shown, failed, body, &text),
        }
    }

    fn print(
        &self,
        cx: &Context,
        when: &str,
        shown: &Shown,
        failed: &str,
        body: &Body,
        text: &str,
    ) {
        let root = body.root(cx);
        let symbol = root.symbol().map_or(String::new(), |s| format!(": @{}", cx.str(s)));
        let on = format!("('{}' operation{symbol})", root.name_str());
        let name = shown.pass.name;
        let header = format!("// -----// IR Dump {when} {name}{failed} {on} //----- //\n");
        let whole = format!("{header}{text}\n\n");
        let Some(path) = &shown.path else {
            let mut out = self.out.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            let _ = out.write_all(whole.as_bytes()).and_then(|()| out.flush());
            return;
        };
        let append = || {
            std::fs::create_dir_all(path.parent().unwrap_or(path))?;
            let mut options = std::fs::OpenOptions::new();
            options.create(true).append(true).open(path)?.write_all(whole.as_bytes())
        };
        if let Err(error) = append() {
            self.state().errors.push((path.display().to_string(), error.to_string()));
        }
    }

    /// The file of a pass on a body: `builtin_module_m/func_func_f/1_0_cse.mlir`, numbered by the
    /// passes on each body from the outside. Counts the pass.
    fn path(&self, pass: &PassInfo, trail: &Trail<'_>, shown: bool) -> Option<PathBuf> {
        let mut path = self.tree.clone().filter(|_| shown)?;
        let mut state = self.state();
        let own = state.numbers.entry(trail.body);
        own.and_modify(|n| *n += 1).or_insert(0);
        let mut levels = Vec::new();
        let mut at = Some(trail);
        while let Some(level) = at {
            levels.push((&level.name, *state.numbers.entry(level.body).or_insert(0)));
            at = level.above;
        }
        levels.reverse();
        let mut file = String::new();
        for (name, number) in levels {
            // A symbol may hold anything.
            path.push(name.replace(['/', '\\', '\0'], "_"));
            // Writing to a string cannot fail.
            let _ = write!(file, "{number}_");
        }
        path.push(format!("{file}{}.mlir", pass.name));
        // What an earlier run left there is not added to.
        let _ = std::fs::remove_file(&path);
        Some(path)
    }
}

/// What is different, with three lines around each change.
fn unified(old: &str, new: &str, style: Diff) -> String {
    let mut out = String::new();
    // On texts that share next to nothing an exact answer is worth no minutes.
    let diff = TextDiff::configure().timeout(Duration::from_secs(5)).diff_lines(old, new);
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        let (on, off) = match style {
            Diff::Plain => ("", ""),
            Diff::Colored => ("\x1b[36m", "\x1b[0m"),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{on}{}{off}", hunk.header());
        for change in hunk.iter_changes() {
            let (sign, color) = match change.tag() {
                ChangeTag::Delete => ('-', "\x1b[31m"),
                ChangeTag::Insert => ('+', "\x1b[32m"),
                ChangeTag::Equal => (' ', ""),
            };
            let line = change.value().trim_end_matches('\n');
            let _ = match style {
                Diff::Colored if sign != ' ' => writeln!(out, "{color}{sign}{line}\x1b[0m"),
                _ => writeln!(out, "{sign}{line}"),
            };
        }
    }
    out
}
