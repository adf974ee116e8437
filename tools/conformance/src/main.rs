//! Conformance with upstream MLIR: `./x conformance [DIALECT..]`.
//!
//! Upstream's test files, cut at `// -----` into cases, are the material; `mlir-opt` is the judge
//! of each. What it accepts, we must accept, and what we print of it must be the same module to
//! `mlir-opt`; what it rejects, we must reject with an error on the same line.
//!
//! With `--canonicalize` the material is upstream's tests of canonicalization, and what is compared
//! is what the canonicalizations of both leave.

mod canonical;
mod cases;
mod foreign;
mod judge;
mod ours;
mod reasons;
mod record;
mod reference;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Parser;
use rayon::prelude::*;

use cases::Case;
use judge::Verdict;
use reference::{Judgement, MlirOpt};

/// Compares us with mlir-opt on upstream's own tests.
#[derive(Parser)]
struct Args {
    /// Dialects to look at; all when there are none.
    dialects: Vec<String>,
    /// The folder `mlir/test` of upstream's sources.
    #[arg(long)]
    tests: PathBuf,
    /// The judge.
    #[arg(long, default_value = "mlir-opt-22")]
    mlir_opt: PathBuf,
    /// The table of earlier results, which may only get better.
    #[arg(long)]
    record: Option<PathBuf>,
    /// Write the table instead of comparing with it.
    #[arg(long)]
    bless: bool,
    /// Compare what is left after canonicalization, function by function.
    #[arg(long)]
    canonicalize: bool,
    /// Look at cases whose name contains this, and show everything about those that fail.
    #[arg(long)]
    case: Option<String>,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(args: &Args) -> Result<bool> {
    if let Some(unknown) = args.dialects.iter().find(|d| cases::folder_of(d).is_none()) {
        let near = terrace_ir::nearest(unknown, cases::FOLDERS.iter().map(|f| f.dialect));
        let near = near.map_or(String::new(), |n| format!(", did you mean `{n}`?"));
        bail!("no tests for dialect `{unknown}`{near}");
    }
    let wanted = |d: &str| args.dialects.is_empty() || args.dialects.iter().any(|w| w == d);
    if args.canonicalize {
        return canonical_forms(args, &wanted);
    }
    let tool = MlirOpt::new(&args.mlir_opt, &[])?;
    let mut rows = Vec::new();
    for folder in cases::FOLDERS.iter().filter(|f| wanted(f.dialect)) {
        let mut cases = cases_of(args, folder)?;
        let judgements = cut(&tool, &mut cases)?;
        let verdicts = judge_all(&tool, &cases, &judgements)?;
        for (case, verdict) in cases.iter().zip(&verdicts) {
            show(case, verdict, args.case.is_some());
        }
        rows.push(record::Row::count(folder.dialect, &verdicts));
    }
    if args.case.is_some() {
        return Ok(rows.iter().all(record::Row::is_clean));
    }
    print!("{}", record::table(&rows));
    match &args.record {
        Some(path) if args.bless => record::bless(path, &rows).map(|()| true),
        Some(path) => record::compare(path, &rows),
        None => Ok(true),
    }
}

/// The cases of a folder that the arguments ask for.
fn cases_of(args: &Args, folder: &cases::Folder) -> Result<Vec<Case>> {
    let mut cases = cases::read(&args.tests, folder)?;
    if let Some(part) = &args.case {
        cases.retain(|c| c.name.contains(part.as_str()));
    }
    Ok(cases)
}

/// Compares canonical forms; whether all differences are explained, as the record says.
fn canonical_forms(args: &Args, wanted: &dyn Fn(&str) -> bool) -> Result<bool> {
    let tool = MlirOpt::new(&args.mlir_opt, &["--canonicalize"])?;
    let mut rows = Vec::new();
    for folder in cases::FOLDERS.iter().filter(|f| wanted(f.dialect)) {
        let mut cases = cases_of(args, folder)?;
        cases.retain(canonical::is_about);
        let judgements = cut(&tool, &mut cases)?;
        rows.push(canonical::row(&tool, (folder.dialect, reasons::UPSTREAM), &cases, &judgements));
    }
    let mut fine = true;
    for difference in rows.iter().flat_map(canonical::Row::unexplained) {
        println!("{}\n    {}", difference.place, difference.what.join("\n    "));
        fine = false;
    }
    if args.case.is_some() {
        return Ok(fine);
    }
    for function in rows.iter().flat_map(canonical::Row::outdated) {
        println!("@{function} has a reason, but does not differ");
        fine = false;
    }
    print!("{}", canonical::table(&rows));
    // The record is of all dialects.
    let record = args.record.as_ref().filter(|_| args.dialects.is_empty());
    Ok(record.map_or(Ok(true), |path| canonical::record(path, &rows, args.bless))? && fine)
}

/// What `mlir-opt` says of each case. An accepted case that needs dialects we do not have loses the
/// top-level operations that use them, where it is accepted without them, too.
fn cut(tool: &MlirOpt, cases: &mut [Case]) -> Result<Vec<Judgement>> {
    let mut judgements = tool.judge(cases)?;
    let mut shorter = Vec::new();
    for (i, (case, judgement)) in cases.iter().zip(&judgements).enumerate() {
        let Judgement::Accepted(text) = judgement else { continue };
        if foreign::dialect(tool, text).is_none() {
            continue;
        }
        let source = String::from_utf8_lossy(&case.text);
        let kept = cases::without(&source, |chunk| foreign::dialect(tool, chunk).is_some());
        shorter.extend(kept.map(|text| (i, (text.into_bytes(), case.allow_unregistered))));
    }
    let texts: Vec<_> = shorter.iter().map(|(_, text)| text.clone()).collect();
    for ((i, (text, _)), judgement) in shorter.into_iter().zip(tool.judge_texts(&texts)?) {
        if matches!(judgement, Judgement::Accepted(_)) {
            judgements[i] = judgement;
            cases[i].text = text;
        }
    }
    Ok(judgements)
}

/// A verdict for each case, in order.
fn judge_all(tool: &MlirOpt, cases: &[Case], judgements: &[Judgement]) -> Result<Vec<Verdict>> {
    let pairs: Vec<(&Case, &Judgement)> = cases.iter().zip(judgements).collect();
    let first: Vec<judge::First> = pairs.par_iter().map(|(c, j)| judge::look(tool, c, j)).collect();
    judge::compare_texts(tool, cases, judgements, first)
}

fn show(case: &Case, verdict: &Verdict, all: bool) {
    if let Some(why) = verdict.failure() {
        let line = why.lines().next().unwrap_or("");
        println!("{}: {}", case.name, if all { why } else { line });
    } else if all {
        println!("{}: {}", case.name, verdict.word());
    }
}
