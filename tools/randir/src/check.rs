//! What must hold for every module.

use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use terrace_ir::eval::check::{Runs, Snapshot, snapshot};
use terrace_ir::eval::{Limits, Tolerance};
use terrace_ir::text::{PrintOptions, parse_module, print_module};
use terrace_ir::verify::verify;
use terrace_ir::{Body, Context, Diags, OpName, ROOT, Severity};
use terrace_passes::manager::{Manager, PassInfo};
use terrace_passes::{Language, home};

use crate::generate::module;
use crate::vocabulary::Vocabulary;

/// Modules after which there is a new context: what it interned is never given back.
const MODULES_PER_CONTEXT: u64 = 256;

/// Passes that write about a module and leave it as it is.
const WRITERS: &[&str] = &["print-ir", "print-op-stats", "snapshot-op-locations", "view-op-graph"];

/// Something wrong.
#[derive(Debug)]
pub struct Finding {
    /// What the module is made from.
    pub seed: u64,
    /// What is wrong.
    pub what: String,
    /// The module.
    pub text: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {}: {}\n{}", self.seed, self.what, self.text)
    }
}

/// How much was looked at.
#[derive(Clone, Copy, Default, Debug)]
pub struct Counts {
    /// Operations in all modules.
    pub n_ops: u64,
    /// Names of operations among them.
    pub n_names: usize,
    /// Public functions.
    pub n_functions: usize,
    /// Those that the interpreter ran to their end.
    pub n_ran: usize,
    /// Passes that changed a module.
    pub n_changes: u64,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { n_ops, n_names, n_functions, n_ran, n_changes } = self;
        write!(
            f,
            "{n_ops} operations of {n_names} names, {n_ran} of {n_functions} functions ran, \
             {n_changes} changes by passes"
        )
    }
}

/// How the functions of a module are run.
fn runs(seed: u64) -> Runs<'static> {
    let limits = Limits { fuel: 1 << 16, memory_bytes: 1 << 20, ..Limits::UNTRUSTED };
    Runs { seed, limits, idle: &[] }
}

/// Checks modules one by one.
pub struct Checker {
    language: Language,
    passes: Vec<&'static PassInfo>,
    cx: Context,
    words: Vocabulary,
    n_modules: u64,
    names: BTreeSet<String>,
    counts: Counts,
}

impl Default for Checker {
    fn default() -> Checker {
        let language = Language::default();
        let generic = |p: &&PassInfo| {
            home(p.name).source.starts_with("passes/src/generic/") && !WRITERS.contains(&p.name)
        };
        let passes = language.registry().passes().filter(generic).collect();
        let cx = language.context();
        cx.set_threads(false);
        let words = Vocabulary::new(&cx);
        let (names, counts) = Default::default();
        Checker { language, passes, cx, words, n_modules: 0, names, counts }
    }
}

impl Checker {
    /// What was looked at so far.
    pub fn counts(&self) -> Counts {
        Counts { n_names: self.names.len(), ..self.counts }
    }

    /// The module of a seed as text.
    pub fn text(&self, seed: u64) -> String {
        let body = module(&self.cx, &self.words, seed, &runs(seed));
        print_module(&self.cx, &body, &PrintOptions::default())
    }

    /// Makes the module of a seed and puts it through everything.
    pub fn check(&mut self, seed: u64) -> Result<(), Finding> {
        if self.n_modules % MODULES_PER_CONTEXT == MODULES_PER_CONTEXT - 1 {
            self.cx = self.language.context();
            self.cx.set_threads(false);
            self.words = Vocabulary::new(&self.cx);
        }
        self.n_modules += 1;
        // What panics here is as wrong as what gives other numbers.
        catch_unwind(AssertUnwindSafe(|| self.check_module(seed))).unwrap_or_else(|panic| {
            let what = panic.downcast_ref::<String>().cloned();
            let what = what.or_else(|| panic.downcast_ref::<&str>().map(|s| s.to_string()));
            let what = format!("panicked: {}", what.unwrap_or_default());
            // Making the module runs the interpreter too, so it may be what panicked.
            let text = catch_unwind(AssertUnwindSafe(|| self.text(seed))).unwrap_or_default();
            Err(Finding { seed, what, text })
        })
    }

    fn check_module(&mut self, seed: u64) -> Result<(), Finding> {
        let runs = runs(seed);
        let body = module(&self.cx, &self.words, seed, &runs);
        self.count(&body);
        let text = || print_module(&self.cx, &body, &PrintOptions::default());
        let finding = |what: String| Finding { seed, what, text: text() };
        self.valid(&body).map_err(|why| finding(format!("not valid as made: {why}")))?;
        self.round_trips(&body).map_err(finding)?;
        let before = snapshot(&self.cx, &body, &runs);
        let n_trapped = before.traps().count();
        let n_functions = before.names().count();
        let mut n_changes = 0;
        for pass in &self.passes {
            let wrong = |why: String| finding(format!("{}: {why}", pass.name));
            let mut after = body.clone();
            if self.run(pass, &mut after).map_err(wrong)? {
                n_changes += 1;
                self.round_trips(&after).map_err(wrong)?;
                self.same(&before, &snapshot(&self.cx, &after, &runs)).map_err(wrong)?;
            }
        }
        self.counts.n_functions += n_functions;
        self.counts.n_ran += n_functions - n_trapped;
        self.counts.n_changes += n_changes;
        Ok(())
    }

    fn count(&mut self, body: &Body) {
        let mut add = |name: OpName| {
            self.counts.n_ops += 1;
            let text = self.cx.op_name_str(name);
            if !self.names.contains(text) {
                self.names.insert(text.to_owned());
            }
        };
        for op in body.ops_below(ROOT) {
            if let Some(child) = body.child(op) {
                child.ops_below(ROOT).into_iter().for_each(|op| add(child.name(op)));
            }
        }
    }

    fn valid(&self, body: &Body) -> Result<(), String> {
        let mut diags = Diags::new();
        verify(&self.cx, body, &mut diags).map_err(|_| self.first(&diags, ""))
    }

    /// The first error and the line of `text` that it is about.
    fn first(&self, diags: &Diags, text: &str) -> String {
        let Some(diag) = diags.items().iter().find(|d| d.severity == Severity::Error) else {
            return String::from("refused without an error");
        };
        let line = diag.loc.file_line_col(&self.cx).map_or(0, |(_, line, _)| line as usize);
        let line = text.lines().nth(line.saturating_sub(1)).unwrap_or("");
        format!("{}: {}: `{}`", diag.code.id, diag.message, line.trim())
    }

    /// Printing and parsing gives the same, in both forms.
    fn round_trips(&self, body: &Body) -> Result<(), String> {
        let custom = PrintOptions::default();
        let text = print_module(&self.cx, body, &custom);
        for options in [custom, PrintOptions::GENERIC] {
            let written = print_module(&self.cx, body, &options);
            let mut diags = Diags::new();
            let read = parse_module(&self.cx, &written, "random", &mut diags)
                .map_err(|_| format!("does not parse: {}", self.first(&diags, &written)))?;
            self.valid(&read).map_err(|why| format!("not valid as read: {why}\n{written}"))?;
            let again = print_module(&self.cx, &read, &custom);
            if let Some((had, has)) = text.lines().zip(again.lines()).find(|(a, b)| a != b) {
                return Err(format!("reads back as something else: `{has}` from `{had}`"));
            }
            if again.len() != text.len() {
                return Err(String::from("reads back as something shorter or longer"));
            }
        }
        Ok(())
    }

    /// Runs a pass; gives whether it changed anything.
    fn run(&self, pass: &PassInfo, body: &mut Body) -> Result<bool, String> {
        let mut diags = Diags::new();
        let plan = self.language.registry().plan_passes(&self.cx, pass.name, &mut diags);
        let plan = plan.map_err(|_| self.first(&diags, ""))?;
        let mut manager = Manager::new(&self.cx, &plan);
        manager.threads = false;
        let outcome = manager.run(body);
        match outcome.result {
            Ok(()) => Ok(outcome.changed),
            Err(_) => Err(self.first(&outcome.diags, "")),
        }
    }

    fn same(&self, before: &Snapshot, after: &Snapshot) -> Result<(), String> {
        let tolerance = Tolerance { abs: 0.0, rel: 1e-6, norm: 1e-6 };
        let found = before.compare(after, tolerance);
        match found.iter().find(|d| d.severity == Severity::Error) {
            Some(diag) => Err(format!("{}: {}", diag.code.id, diag.message)),
            None => Ok(()),
        }
    }
}
