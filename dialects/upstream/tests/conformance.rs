//! The operations in `test/lit/<dialect>/ops.mlir`, or in the files of the folder `ops`, mean the
//! same to us and to mlir-opt.
//!
//! For each file: what we print, in both forms, mlir-opt reads; what mlir-opt prints, in both
//! forms, we read; and after a pass through mlir-opt's generic form all of them are equal.

mod common;

use std::path::{Path, PathBuf};

use common::MlirOpt;
use terrace_ir::text::{PrintOptions, parse_module, print_module};
use terrace_ir::{Context, Diags};

/// Dialects whose custom form is complete.
const DIALECTS: &[&str] = &[
    "affine",
    "arith",
    "bufferization",
    "cf",
    "complex",
    "func",
    "index",
    "math",
    "memref",
    "scf",
    "tensor",
    "ub",
    "vector",
];

/// Those of them with verifiers and folds of their own.
const DEEP: &[&str] = &["arith", "cf", "math", "memref", "scf", "tensor", "vector"];

/// Path and text of each file with operations of a dialect, in the order of their names.
fn ops_files(dialect: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test/lit").join(dialect);
    let mut paths = vec![folder.join("ops.mlir")];
    if let Ok(entries) = std::fs::read_dir(folder.join("ops")) {
        paths.extend(entries.flatten().map(|entry| entry.path()));
    }
    paths.sort();
    let read = |path: PathBuf| Some((std::fs::read_to_string(&path).ok()?, path));
    let files: Vec<_> = paths.into_iter().filter_map(read).map(|(text, p)| (p, text)).collect();
    assert!(!files.is_empty(), "no file shows operations of {dialect}");
    files
}

/// Parses and prints. The first error is the answer where there is one.
fn ours(text: &str, options: &PrintOptions) -> Result<String, String> {
    let cx = Context::new();
    terrace_upstream::load(&cx);
    let mut diags = Diags::new();
    let body = parse_module(&cx, text, "ops.mlir", &mut diags);
    if let Some(diag) = diags.items().first() {
        let place = diag.loc.file_line_col(&cx).map(|(_, line, col)| format!("{line}:{col}"));
        let line =
            diag.loc.file_line_col(&cx).and_then(|(_, l, _)| text.lines().nth(l as usize - 1));
        return Err(format!(
            "{} {}: {}\n  {}",
            diag.code.id,
            place.unwrap_or_default(),
            diag.message,
            line.unwrap_or("")
        ));
    }
    let body = body.map_err(|_| "refused without a word".to_string())?;
    Ok(print_module(&cx, &body, options))
}

fn first_difference(a: &str, b: &str) -> String {
    let differ = a.lines().zip(b.lines()).find(|(a, b)| a != b);
    differ.map_or("one is longer".into(), |(a, b)| format!("\n  want {a}\n  got  {b}"))
}

/// Everything that is wrong with a file.
fn check(tool: &MlirOpt, text: &str) -> Vec<String> {
    let custom = PrintOptions::default();
    let generic = PrintOptions { generic: true, ..custom };
    let mut wrong = Vec::new();
    let want = match tool.normal(text) {
        Ok(want) => want,
        Err(e) => return vec![format!("mlir-opt refuses the file: {e}")],
    };
    let mut compare = |what: &str, text: Result<String, String>| {
        let got = text.and_then(|t| tool.normal(&t).map_err(|e| format!("{e}\n{t}")));
        match got {
            Ok(got) if got == want => {}
            Ok(got) => wrong.push(format!("{what}: {}", first_difference(&want, &got))),
            Err(e) => wrong.push(format!("{what}: {e}")),
        }
    };
    compare("our custom form", ours(text, &custom));
    compare("our generic form", ours(text, &generic));
    let theirs = tool.run(text, &[]).and_then(|t| ours(&t, &custom));
    compare("our custom form of mlir-opt's custom form", theirs);
    let theirs = tool.normal(text).and_then(|t| ours(&t, &custom));
    compare("our custom form of mlir-opt's generic form", theirs);
    let once = ours(text, &custom);
    let twice = once.clone().and_then(|t| ours(&t, &custom));
    if once != twice {
        let text = |r: Result<String, String>| r.unwrap_or_else(|e| e);
        wrong.push(format!("no fixpoint: {}", first_difference(&text(once), &text(twice))));
    }
    wrong
}

#[test]
fn ops_agree_with_mlir_opt() {
    let Some(tool) = MlirOpt::find() else {
        eprintln!("NOT CHECKED: mlir-opt 22 is not installed");
        return;
    };
    let only = std::env::var("TERRACE_ONLY").unwrap_or_default();
    let mut wrong = Vec::new();
    // Of `linalg` only some operations have their custom form.
    for dialect in DIALECTS.iter().chain(&["linalg"]).filter(|d| d.contains(&only)) {
        for (path, text) in ops_files(dialect) {
            let name = path.display();
            for (i, part) in text.split("// -----").enumerate() {
                wrong.extend(check(&tool, part).iter().map(|w| format!("{name} part {i}: {w}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What we report for a text: codes with their lines.
fn reported(text: &str) -> Vec<(u32, &'static str)> {
    let cx = Context::new();
    terrace_upstream::load(&cx);
    let mut diags = Diags::new();
    if let Ok(body) = parse_module(&cx, text, "invalid.mlir", &mut diags) {
        // What it says is in `diags`.
        let _ = terrace_ir::verify::verify(&cx, &body, &mut diags);
    }
    let line = |d: &terrace_ir::Diag| d.loc.file_line_col(&cx).map_or(0, |(_, line, _)| line);
    diags.items().iter().map(|d| (line(d), d.code.id)).collect()
}

/// The codes a text expects, with their lines.
fn expected(text: &str) -> Vec<(u32, &str)> {
    let mark = "// expected-error@+1 {{";
    let lines = text.lines().zip(1..).filter_map(|(line, n)| Some((line.split_once(mark)?.1, n)));
    lines.filter_map(|(rest, n): (&str, u32)| Some((n + 1, rest.split_once("}}")?.0))).collect()
}

#[test]
fn both_refuse_invalid_files() {
    let tool = MlirOpt::find();
    if tool.is_none() {
        eprintln!("NOT CHECKED against mlir-opt 22, which is not installed");
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test/lit");
    let mut wrong = Vec::new();
    for dialect in DEEP.iter().chain(&["func"]).filter(|d| **d != "math") {
        let path = root.join(dialect).join("invalid.mlir");
        let text =
            std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        for (i, part) in text.split("// -----").enumerate() {
            let (got, want) = (reported(part), expected(part));
            if got != want {
                wrong.push(format!("{dialect} part {i}: expected {want:?}, got {got:?}"));
            }
            if tool.as_ref().is_some_and(|t| t.normal(part).is_ok()) {
                wrong.push(format!("{dialect} part {i}: mlir-opt accepts it"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every operation of the dialect's table occurs in its file.
#[test]
fn every_op_occurs() {
    let mut missing = Vec::new();
    for dialect in terrace_upstream::all().iter().filter(|d| DIALECTS.contains(&d.name)) {
        let texts = ops_files(dialect.name).into_iter().map(|(_, text)| text);
        let text = texts.collect::<Vec<_>>().join("\n");
        for op in dialect.ops.iter().copied().flatten() {
            // Inside functions `func.return` and `func.call` are spelled without their dialect.
            let short = op.name.strip_prefix("func.").unwrap_or(op.name);
            let occurs = text
                .split(|c: char| !(c.is_alphanumeric() || "._".contains(c)))
                .any(|w| w == short || w == op.name);
            if !occurs {
                missing.push(op.name);
            }
        }
    }
    assert!(missing.is_empty(), "no example of {missing:?}");
}
