//! The text form: round trips, diagnostics, and agreement with mlir-opt where it is installed.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use terrace_ir::text::{
    ParseOptions, PrintOptions, codes, parse_module, parse_module_with, print_module,
};
use terrace_ir::{Body, Context, Diags};

const OPEN: ParseOptions = ParseOptions { allow_unregistered: true };
const MLIR_OPT: &str = "/usr/lib/llvm-22/bin/mlir-opt";

fn parse(cx: &Context, source: &str) -> Body {
    let mut diags = Diags::new();
    match parse_module_with(cx, source.as_bytes(), "t.mlir", OPEN, &mut diags) {
        Ok(body) => body,
        Err(_) => panic!("{}\n{source}", render(cx, &diags)),
    }
}

fn render(cx: &Context, diags: &Diags) -> String {
    let line = |d: &terrace_ir::Diag| {
        let place = d.loc.file_line_col(cx).map_or((0, 0), |(_, line, col)| (line, col));
        format!("{}:{}: {} {}\n", place.0, place.1, d.code.id, d.message)
    };
    diags.items().iter().map(line).collect()
}

fn errors(source: &str) -> String {
    let cx = Context::new();
    let mut diags = Diags::new();
    match parse_module_with(&cx, source.as_bytes(), "t.mlir", OPEN, &mut diags) {
        Ok(body) => panic!("accepted:\n{}", print_module(&cx, &body, &PrintOptions::default())),
        Err(_) => render(&cx, &diags),
    }
}

fn examples() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/text");
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        all.push((name, std::fs::read_to_string(path).unwrap()));
    }
    all.sort();
    all
}

/// What mlir-opt makes of a text, in the generic form with locations inside; `None` when it is not
/// installed.
fn mlir_opt(source: &str) -> Option<String> {
    let mut child = Command::new(MLIR_OPT)
        .args(["--allow-unregistered-dialect", "--mlir-print-op-generic"])
        .args(["--mlir-print-local-scope"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| eprintln!("NOT CHECKED: {MLIR_OPT}: {error}"))
        .ok()?;
    child.stdin.take().unwrap().write_all(source.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}\n{source}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn printing_is_a_fixpoint_after_one_round() {
    for (name, source) in examples() {
        for locations in [false, true] {
            let options = PrintOptions { locations, ..PrintOptions::default() };
            let cx = Context::new();
            let once = print_module(&cx, &parse(&cx, &source), &options);
            let cx = Context::new();
            let twice = print_module(&cx, &parse(&cx, &once), &options);
            assert_eq!(once, twice, "{name}");
        }
    }
}

#[test]
fn agrees_with_mlir_opt() {
    for (name, source) in examples() {
        let Some(theirs) = mlir_opt(&source) else { return };
        for names in [false, true] {
            let cx = Context::new();
            let options = PrintOptions { names, ..PrintOptions::GENERIC };
            let ours = print_module(&cx, &parse(&cx, &source), &options);
            let Some(through) = mlir_opt(&ours) else { return };
            assert_eq!(theirs, through, "{name}:\n{ours}");
        }
    }
}

#[test]
fn unregistered_operations_need_permission() {
    let cx = Context::new();
    let mut diags = Diags::new();
    assert!(parse_module(&cx, "\"t.x\"() : () -> ()", "t.mlir", &mut diags).is_err());
    assert_eq!(diags.items()[0].code, &codes::PARSE010);
}

#[test]
fn many_errors_are_reported_in_one_run() {
    let text = "
        %a = \"t.a\"() : () -> i32
        \"t.b\"(%a : () -> ()
        \"t.c\"(%missing) : (i32) -> ()
        %p = \"t.d\"() {x = } : () -> i32
        \"t.e\"(%p) : (f32) -> ()
        \"t.f\"(%a) : (f32) -> ()
        \"t.g\"() ({
          \"t.h\"()[^nowhere] : () -> ()
          %a = \"t.i\"() : () -> i8
        }) : () -> ()
        !bad = vector<0xf32>
    ";
    let found = errors(text);
    let codes: Vec<&str> = found.lines().filter_map(|l| l.split(' ').nth(1)).collect();
    let expected =
        ["PARSE001", "PARSE001", "PARSE007", "PARSE006", "PARSE008", "PARSE022", "PARSE005"];
    assert_eq!(codes, expected, "{found}");
}

/// Upstream's generic form knows one name space, ours one per isolated operation.
#[test]
fn inner_bodies_avoid_the_names_around_them() {
    let source = "
        %a = \"t.a\"() : () -> i32
        %0 = \"t.b\"() : () -> i32
        \"builtin.module\"() ({
          %a = \"t.a\"() : () -> i32
          %0 = \"t.b\"(%a) : (i32) -> i32
        }) : () -> ()
    ";
    let cx = Context::new();
    let text = print_module(&cx, &parse(&cx, source), &PrintOptions::GENERIC);
    assert!(text.contains("%1 = \"t.b\"(%a_0)"), "{text}");
}
