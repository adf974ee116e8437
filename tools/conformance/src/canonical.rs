//! Canonical forms: what our canonicalization leaves of a function, and what `mlir-opt
//! --canonicalize` leaves, counted by operation and types of results.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use rayon::prelude::*;
use terrace_ir::greedy::{GreedyConfig, PatternSet, greedy};
use terrace_ir::text::{ParseOptions, parse_module_with, type_to_string};
use terrace_ir::{Body, Context, Diags, OpRef};

use crate::cases::Case;
use crate::foreign;
use crate::reasons::Reason;
use crate::reference::{Judgement, MlirOpt};

/// How often each kind of operation occurs in each function.
type Counts = BTreeMap<String, BTreeMap<String, usize>>;

/// A function of which something else is left than `mlir-opt` leaves.
pub struct Difference {
    /// The case and the function.
    pub place: String,
    /// The function.
    pub function: String,
    /// The kinds of operations that occur more often with us (`+`) or with `mlir-opt` (`-`).
    pub what: Vec<String>,
}

/// What came of a dialect.
pub struct Row {
    pub dialect: &'static str,
    pub n_functions: usize,
    pub differences: Vec<Difference>,
    reasons: &'static [Reason],
}

const HEAD: &str = "\
| dialect | functions | equal | explained | unexplained | equal % |
|---|---|---|---|---|---|
";

/// Whether a file is about canonicalization.
pub fn is_about(case: &Case) -> bool {
    case.name.rsplit('/').next().is_some_and(|file| file.contains("canonicalize"))
}

fn counts(cx: &Context, body: &Body) -> Counts {
    let mut all = Counts::new();
    let mut function = String::new();
    body.root(cx).walk(&mut |op: OpRef<'_>| {
        if op.name_str() == "func.func" {
            function = op.symbol().map_or("", |s| cx.str(s)).to_string();
        }
        let types: Vec<String> = op.results().map(|r| type_to_string(cx, op.body.ty(r))).collect();
        let kind = format!("{} : {}", op.name_str(), types.join(", "));
        *all.entry(function.clone()).or_default().entry(kind).or_default() += 1;
        true
    });
    all
}

/// Canonicalizes every body, functions first.
fn canonicalize(cx: &Context, body: &mut Body, diags: &mut Diags) -> Result<(), String> {
    for child in body.children_mut() {
        canonicalize(cx, child, diags)?;
    }
    let patterns = PatternSet::default().with_canonicalizations();
    let done = greedy(cx, body, &patterns, &GreedyConfig::default(), diags);
    done.map(|_| ()).map_err(|_| first(diags))
}

fn first(diags: &Diags) -> String {
    diags.items().first().map_or(String::new(), |d| d.message.clone())
}

/// What is left of a text; with `ours`, after our canonicalization.
fn left(text: &[u8], allow_unregistered: bool, ours: bool) -> Result<Counts, String> {
    let cx = Context::new();
    terrace_upstream::load(&cx);
    let mut diags = Diags::new();
    let options = ParseOptions { allow_unregistered };
    let parsed = parse_module_with(&cx, text, "<stdin>", options, &mut diags);
    let mut body = parsed.map_err(|_| first(&diags))?;
    if ours {
        canonicalize(&cx, &mut body, &mut diags)?;
        let sound = terrace_ir::verify::verify(&cx, &body, &mut diags);
        sound.map_err(|_| format!("our canonical form is invalid: {}", first(&diags)))?;
    }
    Ok(counts(&cx, &body))
}

/// The differences of an accepted case, and how many functions it has.
fn compare(case: &Case, theirs: &str) -> (usize, Vec<Difference>) {
    let look = || {
        let ours = left(&case.text, case.allow_unregistered, true)?;
        Ok((ours, left(theirs.as_bytes(), case.allow_unregistered, false)?))
    };
    let place = |function: &str| format!("{} @{function}", case.name);
    match catch_unwind(AssertUnwindSafe(look)).unwrap_or_else(|_| Err("panic".into())) {
        Ok((ours, theirs)) => {
            let none = BTreeMap::new();
            let pairs = theirs.iter().map(|(f, kinds)| (f, ours.get(f).unwrap_or(&none), kinds));
            let differ = pairs.filter(|(_, ours, theirs)| ours != theirs);
            let differ = differ.map(|(f, ours, theirs)| Difference {
                place: place(f),
                function: f.clone(),
                what: changes(ours, theirs),
            });
            (theirs.len(), differ.collect())
        }
        Err(why) => {
            let function = String::from("?");
            (1, vec![Difference { place: place("?"), function, what: vec![why] }])
        }
    }
}

fn changes(ours: &BTreeMap<String, usize>, theirs: &BTreeMap<String, usize>) -> Vec<String> {
    let kinds: std::collections::BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let n = |counts: &BTreeMap<String, usize>, kind| counts.get(kind).map_or(0, |n| *n as i64);
    let by = kinds.into_iter().map(|kind| (n(ours, kind) - n(theirs, kind), kind));
    by.filter(|(by, _)| *by != 0).map(|(by, kind)| format!("{by:+} {kind}")).collect()
}

/// Compares the cases of a dialect. `tool` canonicalizes what it judges; `reasons` are of all
/// dialects.
pub fn row(
    tool: &MlirOpt,
    (dialect, reasons): (&'static str, &'static [Reason]),
    cases: &[Case],
    judged: &[Judgement],
) -> Row {
    let pairs: Vec<(&Case, &Judgement)> = cases.iter().zip(judged).collect();
    let found: Vec<(usize, Vec<Difference>)> = pairs
        .par_iter()
        .filter_map(|(case, judgement)| match judgement {
            Judgement::Accepted(text) if foreign::dialect(tool, text).is_none() => {
                Some(compare(case, text))
            }
            _ => None,
        })
        .collect();
    let n_functions = found.iter().map(|(n, _)| n).sum();
    let differences = found.into_iter().flat_map(|(_, d)| d).collect();
    Row { dialect, n_functions, differences, reasons }
}

impl Row {
    /// Why a function of this dialect is meant to differ.
    fn reason(&self, difference: &Difference) -> Option<&'static str> {
        let mine =
            |r: &&Reason| r.0 == self.dialect && r.1.split(' ').any(|f| f == difference.function);
        self.reasons.iter().find(mine).map(|r| r.2)
    }

    /// Those differences that nobody explained.
    pub fn unexplained(&self) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(|d| self.reason(d).is_none())
    }

    /// Functions that are in the table of reasons and do not differ.
    pub fn outdated(&self) -> Vec<&'static str> {
        let mine = self.reasons.iter().filter(|r| r.0 == self.dialect).flat_map(|r| r.1.split(' '));
        mine.filter(|f| self.differences.iter().all(|d| d.function != *f)).collect()
    }
}

/// The table, and below it every difference with its reason.
pub fn table(rows: &[Row]) -> String {
    let mut text = String::from(HEAD);
    // Writing to a string cannot fail.
    for row in rows.iter().filter(|r| r.n_functions > 0) {
        let (n, differ, open) = (row.n_functions, row.differences.len(), row.unexplained().count());
        let (equal, known) = (n - differ, differ - open);
        let percent = crate::record::percent(equal, n);
        let _ =
            writeln!(text, "| {} | {n} | {equal} | {known} | {open} | {percent} |", row.dialect);
    }
    for row in rows.iter().filter(|r| !r.differences.is_empty()) {
        let _ = writeln!(text, "\n## {}\n", row.dialect);
        let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for difference in &row.differences {
            let reason = row.reason(difference).unwrap_or("not explained");
            by_reason.entry(reason).or_default().push(&difference.function);
        }
        for (reason, functions) in by_reason {
            let names: Vec<String> = functions.iter().map(|f| format!("`{f}`")).collect();
            let _ = writeln!(text, "- {reason}: {}", names.join(", "));
        }
    }
    text
}

/// Whether the page ends with this table; writes it there where `bless` says so.
pub fn record(path: &Path, rows: &[Row], bless: bool) -> Result<bool> {
    let page = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let start = page.find(HEAD);
    ensure!(start.is_some(), "{} has no table to compare with", path.display());
    let (head, old) = page.split_at(start.unwrap_or(page.len()));
    let new = table(rows);
    if bless {
        std::fs::write(path, format!("{head}{new}"))?;
    } else if old != new {
        println!("{} says otherwise; `--bless` writes this", path.display());
        return Ok(false);
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases;
    use crate::reasons::OWN;

    /// `test/lit/DIALECT/canonicalize.mlir`, for dialects that have one.
    fn own(dialect: &'static str) -> Option<(&'static str, Vec<Case>)> {
        let lit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test/lit");
        let text = std::fs::read(lit.join(dialect).join("canonicalize.mlir")).ok()?;
        Some((dialect, cases::of_file(dialect, &text)))
    }

    #[test]
    fn own_tests_have_the_canonical_forms_of_mlir_opt() {
        let names = ["mlir-opt-22", "/usr/lib/llvm-22/bin/mlir-opt"];
        let found = names.iter().find_map(|n| MlirOpt::new(n.as_ref(), &["--canonicalize"]).ok());
        let Some(tool) = found else {
            eprintln!("NOT CHECKED: mlir-opt 22 is not installed");
            return;
        };
        let files: Vec<_> = terrace_upstream::all().iter().filter_map(|d| own(d.name)).collect();
        assert!(files.len() > 10, "the tests are not where they were");
        for (dialect, cases) in files {
            let judged = tool.judge(&cases).expect("mlir-opt runs");
            for (case, judgement) in cases.iter().zip(&judged) {
                assert!(matches!(judgement, Judgement::Accepted(_)), "{}: refused", case.name);
            }
            let row = row(&tool, (dialect, OWN), &cases, &judged);
            let open: Vec<String> =
                row.unexplained().map(|d| format!("{}: {}", d.place, d.what.join("; "))).collect();
            assert!(open.is_empty(), "{}", open.join("\n"));
            assert_eq!(row.outdated(), Vec::<&str>::new(), "{dialect}: no difference is left");
        }
    }
}
