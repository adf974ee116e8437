//! Every `test/lit/<dialect>/ops.mlir` of an upstream dialect means the same to us and to mlir-opt.
//!
//! For each file: what we print, in both forms, mlir-opt reads; what mlir-opt prints, in both forms,
//! we read; and after a pass through mlir-opt's generic form all of them are equal.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use terrace_ir::text::{PrintOptions, parse_module, print_module};
use terrace_ir::{Context, Diags};

/// Dialects whose custom form is complete.
const DIALECTS: &[&str] = &["arith", "cf", "func", "math", "memref", "scf", "tensor", "vector"];

struct MlirOpt(PathBuf);

impl MlirOpt {
    fn find() -> Option<MlirOpt> {
        let names = ["mlir-opt-22", "/usr/lib/llvm-22/bin/mlir-opt"];
        let works = |name: &&&str| {
            let output = Command::new(name).arg("--version").output();
            output.is_ok_and(|o| o.status.success())
        };
        names.iter().find(works).map(|n| MlirOpt(n.into()))
    }

    /// What it makes of `text`.
    fn run(&self, text: &str, args: &[&str]) -> Result<String, String> {
        let mut child = Command::new(&self.0)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| e.to_string())?;
        let mut stdin = child.stdin.take().ok_or("no stdin")?;
        let input = text.to_string();
        let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
        let output = child.wait_with_output().map_err(|e| e.to_string())?;
        let _ = writer.join();
        match output.status.success() {
            true => String::from_utf8(output.stdout).map_err(|e| e.to_string()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }

    /// The one form in which texts are compared.
    fn normal(&self, text: &str) -> Result<String, String> {
        self.run(text, &["--mlir-print-op-generic", "--mlir-print-local-scope"])
    }
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test/lit");
    let only = std::env::var("TERRACE_ONLY").unwrap_or_default();
    let mut wrong = Vec::new();
    for dialect in DIALECTS.iter().filter(|d| d.contains(&only)) {
        let path = root.join(dialect).join("ops.mlir");
        let text =
            std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        for (i, part) in text.split("// -----").enumerate() {
            wrong.extend(check(&tool, part).iter().map(|w| format!("{dialect} part {i}: {w}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Every operation of the dialect's table occurs in its file.
#[test]
fn every_op_occurs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test/lit");
    let mut missing = Vec::new();
    for dialect in terrace_upstream::all().iter().filter(|d| DIALECTS.contains(&d.name)) {
        let path = root.join(dialect.name).join("ops.mlir");
        let text = std::fs::read_to_string(&path).unwrap_or_default();
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
