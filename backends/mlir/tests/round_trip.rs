//! Every module of the tests that upstream MLIR can hold goes over the bridge and comes back the
//! same; and what goes over is what upstream reads from our text.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use terrace_ir::text::{ParseOptions, PrintOptions, parse_module_with, print_module};
use terrace_ir::verify::verify;
use terrace_ir::{Body, Context, Diags};
use terrace_mlir::{Bridge, Unknown};

/// Modules for which it is not so, with the reason.
const EXCUSED: &[(&str, &str)] = &[
    ("affine/ops/indices.mlir#0", "upstream's interface cannot set the property `disjoint`"),
    ("lower/host-to-memref-invalid.mlir#1", "our host may call a kernel that is lowered before it"),
    ("lower/host-to-memref-invalid.mlir#2", "our host may call a kernel that is lowered before it"),
    ("loop/invalid.mlir#28", "properties of what upstream does not know"),
    ("loop/invalid.mlir#29", "properties of what upstream does not know"),
    ("tools/opt-mlir-pipeline-invalid.mlir#1", "made to be refused"),
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the tests are there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "mlir") {
            found.push(path);
        }
    }
}

fn context() -> Context {
    let cx = Context::new();
    terrace_upstream::all().iter().for_each(|d| cx.load(d));
    cx
}

/// The module of a text, if our upstream dialects accept it.
fn read(cx: &Context, text: &str, name: &str) -> Option<Body> {
    let mut diags = Diags::new();
    let options = ParseOptions { allow_unregistered: true };
    let body = parse_module_with(cx, text.as_bytes(), name, options, &mut diags).ok()?;
    verify(cx, &body, &mut diags).ok()?;
    Some(body)
}

fn first_code(diags: &Diags) -> &'static str {
    diags.items().first().map_or("", |d| d.code.id)
}

fn said(diags: &Diags) -> String {
    let lines =
        diags.items().iter().map(|d| format!("[{}] {} {:?}", d.code.id, d.message, d.notes));
    lines.collect::<Vec<_>>().join("; ")
}

/// What became of a module.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    /// Upstream's dialects, as we have them, do not read it.
    Foreign,
    /// Upstream has no such operation.
    NotUpstream,
    /// It came back the same.
    Same,
    /// Something is wrong.
    Wrong(String),
}

fn cross(text: &str, name: &str) -> Fate {
    let cx = context();
    let Some(body) = read(&cx, text, name) else { return Fate::Foreign };
    let mut diags = Diags::new();
    let mut bridge = Bridge::new(&cx);
    let theirs = match bridge.export(&body, &mut diags) {
        Ok(theirs) => theirs,
        Err(_) if first_code(&diags) == "MLIR001" => return Fate::NotUpstream,
        Err(_) => return Fate::Wrong(format!("upstream refuses it: {}", said(&diags))),
    };
    let back = match bridge.import(&theirs, Unknown::Keep, &mut diags) {
        Ok(back) => back,
        Err(_) => return Fate::Wrong(format!("it does not come back: {}", said(&diags))),
    };
    for generic in [true, false] {
        let options = PrintOptions { generic, locations: true, ..PrintOptions::default() };
        let (before, after) =
            (print_module(&cx, &body, &options), print_module(&cx, &back, &options));
        if let Some(wrong) = differ(&before, &after) {
            return Fate::Wrong(format!("it comes back different: {wrong}"));
        }
    }
    let options = PrintOptions { generic: true, ..PrintOptions::default() };
    match bridge.parse(&print_module(&cx, &body, &options), &mut diags) {
        Err(_) => Fate::Wrong(format!("upstream does not read our text: {}", said(&diags))),
        Ok(parsed) => match differ(&parsed.text(false), &theirs.text(false)) {
            Some(wrong) => Fate::Wrong(format!("read from text it is different: {wrong}")),
            None => Fate::Same,
        },
    }
}

fn differ(a: &str, b: &str) -> Option<String> {
    let line = a.lines().zip(b.lines()).find(|(a, b)| a != b);
    match line {
        Some((a, b)) => Some(format!("`{}` became `{}`", a.trim(), b.trim())),
        None => (a != b).then(|| "one is longer".to_owned()),
    }
}

#[test]
fn modules_of_the_tests_come_back_as_they_went() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test/lit");
    let mut paths = Vec::new();
    files(&root, &mut paths);
    paths.sort();
    let mut fates: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for path in paths {
        let name = path.strip_prefix(&root).expect("it was found there").display().to_string();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for (i, part) in text.split("// -----").enumerate() {
            let part_name = format!("{name}#{i}");
            let fate = cross(part, &name);
            let excused = EXCUSED.iter().any(|(n, _)| *n == part_name);
            *fates
                .entry(match &fate {
                    Fate::Foreign => "not of our upstream dialects",
                    Fate::NotUpstream => "not upstream's",
                    Fate::Same => "came back",
                    Fate::Wrong(_) => "wrong",
                })
                .or_default() += 1;
            match fate {
                Fate::Wrong(_) if excused => {}
                Fate::Wrong(why) => wrong.push(format!("{part_name}: {why}")),
                _ => assert!(!excused, "{part_name} needs no excuse any more"),
            }
        }
    }
    println!("{fates:?}");
    assert!(wrong.is_empty(), "{} wrong {fates:?}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(fates["came back"] >= 330, "{fates:?}");
}
