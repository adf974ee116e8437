//! Passes that have upstream's name and contract, beside upstream's own on the same modules in
//! memory: how many operations of each kind are left.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use terrace_ir::text::{ParseOptions, parse_module_with};
use terrace_ir::verify::verify;
use terrace_ir::{Body, Context, Diags};
use terrace_opt::Language;
use terrace_passes::manager::{Manager, PipelineText};

/// Each pass, and the modules of `test/lit` after which ours leaves something else, with the
/// reason. `canonicalize` is held against upstream's case by case in the tests of
/// `terrace-upstream`.
const PASSES: &[(&str, &[(&str, &str)])] = &[
    (
        "cse",
        &[
            ("bufferization/ops.mlir#0", "a copy between tensors: ours takes it for a write"),
            ("memref/ops/allocations.mlir#0", "an empty scope of allocations: ours keeps it"),
        ],
    ),
    ("symbol-dce", &[("func/ops/visibility.mlir#0", "nobody is around the module: ours asks")]),
    (
        "sccp",
        &[
            ("affine/canonicalize.mlir#1", FOLD_OF_OURS),
            ("arith/canonicalize.mlir#4", FOLD_OF_OURS),
            ("arith/ops/comparisons.mlir#0", UNUSED),
            ("eval/no-meaning.mlir#0", UNUSED),
            ("eval/recursion.mlir#0", CALLS),
            ("memref/canonicalize.mlir#1", "the size of an allocation: a pattern of ours, no fold"),
            ("scf/ops/conditions.mlir#0", "upstream's erases constants without uses"),
            ("tools/opt-named-pipeline.mlir#0", CALLS),
            (
                "vector/canonicalize.mlir#14",
                "the bytes of a constant: upstream's folds splats alone",
            ),
        ],
    ),
    ("loop-invariant-code-motion", &[]),
];

const FOLD_OF_OURS: &str = "a fold of ours is a pattern of upstream's canonicalization";
const UNUSED: &str = "upstream's folds what nothing uses; ours leaves it to what erases it";
const CALLS: &str = "upstream's follows calls in the module; ours looks at one function at a time";

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

/// The module of a text, if our dialects accept it.
fn read(cx: &Context, text: &str) -> Option<Body> {
    let mut diags = Diags::new();
    let options = ParseOptions { allow_unregistered: true };
    let body = parse_module_with(cx, text.as_bytes(), "f.mlir", options, &mut diags).ok()?;
    verify(cx, &body, &mut diags).ok()?;
    Some(body)
}

/// What a pipeline leaves: how many operations of each name, or the first code of what it says.
fn left(
    language: &Language,
    text: &str,
    pipeline: &str,
) -> Option<Result<BTreeMap<String, usize>, &'static str>> {
    let cx = language.context();
    let mut body = read(&cx, text)?;
    let mut diags = Diags::new();
    let pipeline = PipelineText { name: "<pipeline>".into(), text: pipeline.into() };
    let plan = language.registry().plan_text(&cx, &pipeline, true, &mut diags);
    let outcome = Manager::new(&cx, &plan.expect("the pipeline is one")).run(&mut body);
    if outcome.result.is_err() {
        return Some(Err(outcome.diags.items().first().map_or("", |d| d.code.id)));
    }
    let mut counts = BTreeMap::new();
    body.root(&cx).walk(&mut |op| {
        *counts.entry(op.name_str().to_owned()).or_default() += 1;
        true
    });
    Some(Ok(counts))
}

#[test]
fn passes_leave_what_upstreams_leave() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test/lit");
    let mut paths = Vec::new();
    files(&root, &mut paths);
    paths.sort();
    let language = Language::default().passes(terrace_bridge::PASSES);
    let (mut wrong, mut n_compared) = (Vec::new(), 0);
    for path in paths {
        let name = path.strip_prefix(&root).expect("it was found there").display().to_string();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for (i, part) in text.split("// -----").enumerate() {
            let name = format!("{name}#{i}");
            for (pass, different) in PASSES {
                let upstreams = format!("mlir-pipeline{{pipeline={pass}}}");
                let theirs = match left(&language, part, &upstreams) {
                    None | Some(Err("MLIR001" | "MLIR004")) => break,
                    Some(theirs) => theirs,
                };
                let ours = left(&language, part, pass).expect("it was read before");
                n_compared += 1;
                match (ours == theirs, different.iter().any(|(n, _)| *n == name)) {
                    (false, false) => {
                        wrong.push(format!("{pass} {name}: {}", differ(&ours, &theirs)))
                    }
                    (true, true) => wrong.push(format!("{pass} {name}: no difference is left")),
                    _ => {}
                }
            }
        }
    }
    println!("{n_compared} comparisons");
    assert!(wrong.is_empty(), "{} of {n_compared}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(n_compared > 1000, "{n_compared} comparisons");
}

type Left = Result<BTreeMap<String, usize>, &'static str>;

fn differ(ours: &Left, theirs: &Left) -> String {
    let (Ok(ours), Ok(theirs)) = (ours, theirs) else { return format!("{ours:?} {theirs:?}") };
    let names = ours.keys().chain(theirs.keys()).collect::<std::collections::BTreeSet<_>>();
    let n = |counts: &BTreeMap<String, usize>, name| counts.get(name).copied().unwrap_or(0);
    let lines = names.into_iter().filter(|name| n(ours, *name) != n(theirs, *name));
    let lines = lines.map(|name| format!("{name} {} not {}", n(ours, name), n(theirs, name)));
    lines.collect::<Vec<_>>().join(", ")
}
