//! `bisect` and reproducers in full, with a tool whose passes panic, end the process, and hang.
//!
//! The tool is this program: with the name of a command it is what `bisect` starts in a process of
//! its own.

use std::path::Path;
use std::process::ExitCode;

use terrace_ir::{OpId, Rewriter, pattern};
use terrace_opt::{Language, OUR_ERROR, SUCCESS, Streams, Tool};
use terrace_passes::manager::PassInfo;

/// Whether an operation has this constant on its right.
fn has(op: OpId, rw: &Rewriter<'_>, n: i64) -> bool {
    let right = rw.op(op).operand(1);
    rw.body.constant(rw.cx, right).and_then(|c| c.as_i64(rw.cx)) == Some(n)
}

fn sub_of_thirteen(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    if has(op, rw, 13) {
        std::process::abort();
    }
    None
}

fn mul_of_thirteen(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    while has(op, rw, 13) {
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
    None
}

fn and_of_thirteen(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    assert!(!has(op, rw, 13), "thirteen is out of luck");
    None
}

static PASSES: &[PassInfo] = &[
    PassInfo {
        name: "ends",
        on: "func.func",
        run: |body, cx| cx.greedy(body, &[pattern!(sub_of_thirteen on "arith.subi")]),
        ..PassInfo::EMPTY
    },
    PassInfo {
        name: "hangs",
        on: "func.func",
        run: |body, cx| cx.greedy(body, &[pattern!(mul_of_thirteen on "arith.muli")]),
        ..PassInfo::EMPTY
    },
    PassInfo {
        name: "panics",
        on: "func.func",
        run: |body, cx| cx.greedy(body, &[pattern!(and_of_thirteen on "arith.andi")]),
        ..PassInfo::EMPTY
    },
];

fn tool() -> Tool {
    Tool::new("wrong", "1.0", Language::default().passes(PASSES))
}

fn main() -> ExitCode {
    let first = std::env::args().nth(1).unwrap_or_default();
    if tool().command(&first).is_some() {
        return tool().main();
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bisect");
    std::fs::create_dir_all(&folder).expect("a folder for temporary files");
    println!("running 3 tests of tools/opt/tests/bisect.rs");
    a_pass_that_ends_the_process_is_found(&folder);
    a_pass_that_hangs_is_found(&folder);
    a_reproducer_holds_what_it_takes(&folder);
    println!("test result: ok. 3 passed; 0 failed; 0 ignored");
    ExitCode::SUCCESS
}

/// Runs a command; gives the exit code, the output and what was said.
fn run(args: &[&str]) -> (u8, String, String) {
    let args: Vec<String> = args.iter().map(|a| a.to_string()).collect();
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let code = tool().run(
        &args,
        &mut Streams {
            stdin: &mut std::io::empty(),
            stdout: &mut stdout,
            stderr: &mut stderr,
            color: false,
        },
    );
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (code, text(stdout), text(stderr))
}

fn written(folder: &Path, name: &str, op: &str) -> (String, String) {
    let input = folder.join(format!("{name}.mlir"));
    let text = format!(
        "func.func @f(%x: i32, %y: i32) -> i32 {{
  %c = arith.constant 13 : i32
  %d = arith.constant 0 : i32
  %a = arith.addi %x, %d : i32
  %b = arith.xori %a, %y : i32
  %r = arith.{op} %b, %c : i32
  %s = arith.ori %r, %a : i32
  return %s : i32
}}\n"
    );
    std::fs::write(&input, text).expect("the folder can be written to");
    let output = folder.join(format!("{name}.reduced.mlir"));
    (input.display().to_string(), output.display().to_string())
}

fn a_pass_that_ends_the_process_is_found(folder: &Path) {
    let (input, output) = written(folder, "ends", "subi");
    let (code, stdout, stderr) = run(&["bisect", &input, "-p", "cse,ends,canonicalize"]);
    assert_eq!(code, SUCCESS, "{stderr}");
    assert!(stdout.starts_with("pass     ends (2 of 3)\n"), "{stdout}");
    assert!(stdout.contains("failure  panic: the process was ended by signal 6"), "{stdout}");
    let case = std::fs::read_to_string(output).expect("a lit case is left");
    assert!(
        case.starts_with("// RUN: wrong opt %s --pass-pipeline='builtin.module(func.func(ends))'")
    );
    assert!(case.contains("arith.subi") && !case.contains("arith.xori"), "{case}");
}

fn a_pass_that_hangs_is_found(folder: &Path) {
    let (input, output) = written(folder, "hangs", "muli");
    let args = ["bisect", &input, "-p", "cse,hangs", "--time-limit", "2", "--report", "-"];
    let (code, stdout, stderr) = run(&args);
    assert_eq!(code, SUCCESS, "{stderr}");
    let report: serde_json::Value = serde_json::from_str(&stdout).expect("the report is JSON");
    assert_eq!(report["finding"]["kind"], "endless", "{stdout}");
    assert_eq!(report["pass"], "hangs", "{stdout}");
    assert!(report["action"]["number"].as_u64().is_some_and(|n| n >= 1), "{stdout}");
    let case = std::fs::read_to_string(output).expect("a lit case is left");
    assert!(case.contains("arith.muli") && !case.contains("arith.xori"), "{case}");
}

fn a_reproducer_holds_what_it_takes(folder: &Path) {
    let (input, _) = written(folder, "panics", "andi");
    let kept = folder.join("kept.mlir").display().to_string();
    let opt = ["opt", &input, "-p", "cse,panics", "--no-threading", "--crash-reproducer", &kept];
    let (code, _, stderr) = run(&opt);
    assert_eq!(code, OUR_ERROR);
    assert!(stderr.contains("BUG001") && stderr.contains("kept.mlir` reproduces it"), "{stderr}");
    let text = std::fs::read_to_string(&kept).expect("it was kept");
    let first = text.lines().next().unwrap_or_default();
    assert_eq!(
        first,
        "// wrong 1.0: wrong opt THIS_FILE \
         '--pass-pipeline=builtin.module(cse,func.func(panics))' --no-threading"
    );
    let again = folder.join("again.mlir").display().to_string();
    let (code, _, stderr) = run(&["opt", "--run-reproducer", &kept, "--crash-reproducer", &again]);
    assert_eq!(code, OUR_ERROR);
    assert!(stderr.contains("BUG001"), "{stderr}");
    let (code, stdout, stderr) = run(&["bisect", &kept]);
    assert_eq!(code, SUCCESS, "{stderr}");
    assert!(stdout.starts_with("pass     panics (2 of 2)\npattern  and_of_thirteen,"), "{stdout}");
}
