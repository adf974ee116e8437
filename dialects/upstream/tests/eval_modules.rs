//! Modules in `tests/eval` through the interpreter: each `CALL` line states a call and its result,
//! each `TRAP` line a call and why it stops. Functions without arguments are also compiled by
//! upstream and run by `mlir-runner` where LLVM 22 is installed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use terrace_ir::eval::{Limits, Machine, Value};
use terrace_ir::text::parse_module;
use terrace_ir::{Body, Context, Diags, FloatTy, TypeKind};

/// A stated call.
struct Call {
    name: String,
    args: Vec<String>,
    wanted: Wanted,
    checked: bool,
}

enum Wanted {
    Value(String),
    Trap(String),
}

fn calls(text: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    for line in text.lines() {
        let (kind, rest) = match line.trim().split_once(": @") {
            Some(("// CALL", rest)) => ("CALL", rest),
            Some(("// TRAP", rest)) => ("TRAP", rest),
            Some(("// CHECKED-TRAP", rest)) => ("CHECKED", rest),
            _ => continue,
        };
        let (name, rest) = rest.split_once('(').expect("a call has arguments");
        let (args, rest) = rest.split_once(')').expect("arguments are closed");
        let wanted = match kind {
            "CALL" => Wanted::Value(rest.trim().trim_start_matches("== ").to_string()),
            _ => Wanted::Trap(rest.trim().to_string()),
        };
        let args = args.split(',').map(|a| a.trim().to_string()).filter(|a| !a.is_empty());
        let checked = kind == "CHECKED";
        calls.push(Call { name: name.to_string(), args: args.collect(), wanted, checked });
    }
    assert!(!calls.is_empty(), "a file without calls tests nothing");
    calls
}

fn number(cx: &Context, ty: terrace_ir::Type, text: &str) -> Value {
    match ty.kind(cx) {
        TypeKind::Float(_) => Value::Float(text.parse().expect("a float")),
        _ => Value::Int(text.parse().expect("an integer")),
    }
}

fn same(got: &Value, wanted: &str) -> bool {
    match got {
        Value::Int(v) => wanted.parse() == Ok(*v),
        Value::Float(v) => wanted.parse::<f64>().is_ok_and(|w| w == *v || w.is_nan() && v.is_nan()),
        _ => false,
    }
}

fn parse(cx: &Context, path: &Path, text: &str) -> Body {
    let mut diags = Diags::new();
    let module = parse_module(cx, text, path.to_str().expect("a path in UTF-8"), &mut diags);
    module.unwrap_or_else(|_| panic!("{}: {:#?}", path.display(), diags.items()))
}

fn run(cx: &Context, module: &Body, call: &Call, place: &str) {
    let mut machine = Machine::new(cx, module).with_limits(Limits::UNTRUSTED);
    if call.checked {
        machine = machine.checked();
    }
    let (types, _) =
        machine.signature(&call.name).unwrap_or_else(|| panic!("{place}: no function"));
    let args = types.iter().zip(&call.args).map(|(&ty, text)| number(cx, ty, text)).collect();
    match (machine.call(&call.name, args), &call.wanted) {
        (Ok(results), Wanted::Value(wanted)) => {
            assert!(
                results.len() == 1 && same(&results[0], wanted),
                "{place}: expected {wanted}, got {results:?}"
            );
        }
        (Err(trap), Wanted::Trap(wanted)) => assert_eq!(&trap.to_string(), wanted, "{place}"),
        (Ok(results), Wanted::Trap(wanted)) => {
            panic!("{place}: expected `{wanted}`, got {results:?}")
        }
        (Err(trap), Wanted::Value(_)) => panic!("{place}: {:#?}", trap.diags(cx)),
    }
}

const LLVM: &str = "/usr/lib/llvm-22";

/// What lowered modules call. Only development packages have it under its plain name.
fn runner_utils() -> Option<PathBuf> {
    let files = std::fs::read_dir(Path::new(LLVM).join("lib")).ok()?;
    let is_it = |p: &PathBuf| {
        let name = p.file_name().and_then(|n| n.to_str());
        name.is_some_and(|n| n.starts_with("libmlir_c_runner_utils.so"))
    };
    files.flatten().map(|f| f.path()).find(is_it)
}

/// The module lowered by upstream, or `None` (said loudly) where its tools are missing.
fn lowered(path: &Path) -> Option<String> {
    let [opt, runner] = ["mlir-opt", "mlir-runner"].map(|t| Path::new(LLVM).join("bin").join(t));
    if !opt.exists() || !runner.exists() || runner_utils().is_none() {
        eprintln!("NOT CHECKED against mlir-runner: it or its library is missing in {LLVM}");
        return None;
    }
    let bufferize = "--one-shot-bufferize=bufferize-function-boundaries \
        allow-unknown-ops function-boundary-type-conversion=identity-layout-map";
    let out = Command::new(opt)
        .arg(path)
        .arg(bufferize)
        .args([
            "--lower-vector-multi-reduction",
            "--convert-vector-to-scf",
            "--convert-math-to-libm",
            "--test-lower-to-llvm",
        ])
        .output()
        .expect("mlir-opt runs");
    let complaint = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "mlir-opt refuses {}: {complaint}", path.display());
    Some(String::from_utf8(out.stdout).expect("mlir-opt writes UTF-8"))
}

fn run_upstream(llvm: &str, name: &str, ty: &str, place: &str) -> String {
    let library = runner_utils().expect("there when the module was lowered");
    let mut child = Command::new(format!("{LLVM}/bin/mlir-runner"))
        .args(["-e", name, &format!("-entry-point-result={ty}")])
        .arg(format!("-shared-libs={}", library.display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("mlir-runner starts");
    let mut stdin = child.stdin.take().expect("piped");
    std::io::Write::write_all(&mut stdin, llvm.as_bytes()).expect("mlir-runner reads");
    drop(stdin);
    let out = child.wait_with_output().expect("mlir-runner ends");
    let complaint = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{place}: mlir-runner fails: {complaint}");
    String::from_utf8_lossy(&out.stdout).trim().to_string()
}

fn check_file(path: &Path) {
    let cx = Context::new();
    terrace_upstream::load(&cx);
    let text = std::fs::read_to_string(path).expect("a case");
    let module = parse(&cx, path, &text);
    let llvm = lowered(path);
    for call in calls(&text) {
        let place = format!("{} @{}({})", path.display(), call.name, call.args.join(", "));
        run(&cx, &module, &call, &place);
        let (Wanted::Value(wanted), true, Some(llvm)) = (&call.wanted, call.args.is_empty(), &llvm)
        else {
            continue;
        };
        let machine = Machine::new(&cx, &module);
        let (_, results) = machine.signature(&call.name).expect("it was called above");
        let ty = match results[0].kind(&cx) {
            TypeKind::Int { width: 32, .. } => "i32",
            TypeKind::Int { width: 64, .. } => "i64",
            TypeKind::Float(FloatTy::F32) => "f32",
            _ => continue,
        };
        let got = run_upstream(llvm, &call.name, ty, &place);
        // mlir-runner prints six digits.
        let (got, wanted): (f64, f64) = (got.parse().expect("a number"), wanted.parse().unwrap());
        assert!((got - wanted).abs() <= 1e-5 * wanted.abs(), "{place}: upstream {got}, {wanted}");
    }
}

fn case(name: &str) {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/eval");
    check_file(&dir.join(name));
}

#[test]
fn affine() {
    case("affine.mlir");
}

#[test]
fn control() {
    case("control.mlir");
}

#[test]
fn memory() {
    case("memory.mlir");
}

#[test]
fn tensors() {
    case("tensors.mlir");
}

#[test]
fn vectors() {
    case("vectors.mlir");
}
