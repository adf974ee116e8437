//! Our canonical forms beside mlir-opt's.
//!
//! For each part of `test/lit/<dialect>/canonicalize.mlir` and each of its functions: the
//! operations that are left, with the types of their results, are the same, or `DIFFERENT` says why
//! not.

// The test of texts uses more of it.
#[allow(dead_code)]
mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use common::MlirOpt;
use terrace_ir::greedy::{GreedyConfig, PatternSet, greedy};
use terrace_ir::text::{parse_module, type_to_string};
use terrace_ir::{Body, Context, Diags, OpRef};

/// Functions whose canonical form is another than mlir-opt's: the dialect of the file, the name of
/// the function, and why ours is meant. Entries that are no longer needed fail the test.
const DIFFERENT: &[(&str, &str, &str)] = &[
    ("affine", "conditions", "a condition is decided constraint by constraint"),
    ("affine", "extremum_of_one", "what never decides an extremum is dropped"),
    ("arith", "comparisons", "nothing is below zero without sign, so `uge x, 0` is true"),
    ("complex", "sums", "sums round, so a difference plus what it lost is not where it began"),
    ("index", "order_of_difference", "a difference that overflows has the wrong sign"),
    ("tensor", "elements", "the element that was just inserted is known"),
];

/// How often each kind of operation occurs in each function.
type Counts = BTreeMap<String, BTreeMap<String, usize>>;

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
fn canonicalize(cx: &Context, body: &mut Body) -> Result<(), String> {
    for child in body.children_mut() {
        canonicalize(cx, child)?;
    }
    let patterns = PatternSet::default().with_canonicalizations();
    let mut diags = Diags::new();
    let done = greedy(cx, body, &patterns, &GreedyConfig::default(), &mut diags);
    done.map(|_| ()).map_err(|_| diags.items()[0].message.clone())
}

fn parse(cx: &Context, text: &str) -> Result<Body, String> {
    let mut diags = Diags::new();
    let body = parse_module(cx, text, "canonicalize.mlir", &mut diags);
    body.map_err(|_| diags.items()[0].message.clone())
}

/// What is left of a text after ours and after mlir-opt's canonicalization.
fn both(tool: &MlirOpt, text: &str) -> Result<(Counts, Counts), String> {
    let cx = Context::new();
    terrace_upstream::load(&cx);
    let mut body = parse(&cx, text)?;
    canonicalize(&cx, &mut body)?;
    let mut diags = Diags::new();
    if terrace_ir::verify::verify(&cx, &body, &mut diags).is_err() {
        return Err(diags.items()[0].message.clone());
    }
    let theirs = tool.run(text, &["--canonicalize", "--mlir-print-op-generic"])?;
    Ok((counts(&cx, &body), counts(&cx, &parse(&cx, &theirs)?)))
}

/// Every `canonicalize.mlir` of a dialect of ours, by dialect.
fn files() -> Vec<(&'static str, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test/lit");
    let path = |name: &str| root.join(name).join("canonicalize.mlir");
    let dialects = terrace_upstream::all().iter().map(|d| d.name);
    dialects.map(|name| (name, path(name))).filter(|(_, path)| path.exists()).collect()
}

#[test]
fn canonical_forms_agree_with_mlir_opt() {
    let Some(tool) = MlirOpt::find() else {
        eprintln!("NOT CHECKED: mlir-opt 22 is not installed");
        return;
    };
    let mut wrong = Vec::new();
    let mut differ = Vec::new();
    for (dialect, path) in files() {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(!text.is_empty(), "{} is empty", path.display());
        for (i, part) in text.split("// -----").enumerate() {
            let (ours, theirs) = match both(&tool, part) {
                Ok(counts) => counts,
                Err(e) => {
                    wrong.push(format!("{dialect} part {i}: {e}"));
                    continue;
                }
            };
            for (function, theirs) in &theirs {
                let ours = ours.get(function).cloned().unwrap_or_default();
                if ours == *theirs {
                    continue;
                }
                differ.push((dialect, function.clone()));
                if !DIFFERENT.iter().any(|(d, f, _)| *d == dialect && f == function) {
                    wrong.push(format!(
                        "{dialect} @{function}\nours {ours:#?}\nmlir-opt {theirs:#?}"
                    ));
                }
            }
        }
    }
    for (dialect, function, _) in DIFFERENT {
        if !differ.iter().any(|(d, f)| d == dialect && f == function) {
            wrong.push(format!("{dialect} @{function}: no difference is left: take it off"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
