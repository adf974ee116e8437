//! `bisect` and reproducers in full, with a tool whose passes panic, end the process, and hang.
//!
//! The tool is this program: with the name of a command it is what `bisect` starts in a process of
//! its own.

use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

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

/// Whether the mistakes of the patterns below are mended.
static MENDED: AtomicBool = AtomicBool::new(false);

fn wrong() -> Option<()> {
    (!MENDED.load(Ordering::Relaxed)).then_some(())
}

fn unlucky(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    assert!(wrong().is_none() || !has(op, rw, 13), "ERROR: thirteen is out of luck");
    None
}

/// x | 13 is not x.
fn first(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    wrong().filter(|()| has(op, rw, 13))?;
    let first = rw.op(op).operand(0);
    rw.replace(op, &[first]);
    Some(())
}

/// What uses it does not expect a wider value.
fn wider(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    wrong().filter(|()| has(op, rw, 13))?;
    let (first, wide) = (rw.op(op).operand(0), rw.cx.int_ty(64));
    let new = rw.build("arith.extsi").operand(first).result(wide).value();
    rw.replace(op, &[new]);
    Some(())
}

/// Once more, and once more.
fn swap(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    wrong()?;
    let (a, b, ty) = {
        let view = rw.op(op);
        (view.operand(0), view.operand(1), view.result_ty(0))
    };
    let new = rw.build("arith.ori").operands(&[b, a]).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// What declines must not have changed anything.
fn half(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    wrong().filter(|()| has(op, rw, 13))?;
    let first = rw.op(op).operand(0);
    rw.set_operand(op, 1, first);
    None
}

/// Nobody wants to see it.
fn mark(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    wrong().filter(|()| has(op, rw, 13) && rw.op(op).discardable("thirteen").is_none())?;
    let unit = rw.cx.unit();
    rw.set_attr(op, "thirteen", Some(unit));
    Some(())
}

macro_rules! on_or {
    ($name:literal, $pattern:ident) => {
        PassInfo {
            name: $name,
            on: "func.func",
            run: |body, cx| cx.greedy(body, &[pattern!($pattern on "arith.ori")]),
            ..PassInfo::EMPTY
        }
    };
}

static PASSES: &[PassInfo] = &[
    on_or!("unlucky", unlucky),
    on_or!("first", first),
    on_or!("wider", wider),
    on_or!("swap", swap),
    on_or!("half", half),
    on_or!("mark", mark),
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
    println!("running 4 tests of tools/opt/tests/bisect.rs");
    a_pass_that_ends_the_process_is_found(&folder);
    a_pass_that_hangs_is_found(&folder);
    a_reproducer_holds_what_it_takes(&folder);
    a_lit_case_passes_once_the_mistake_is_mended(&folder);
    println!("test result: ok. 4 passed; 0 failed; 0 ignored");
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
  %s = arith.addi %r, %a : i32
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

fn a_lit_case_passes_once_the_mistake_is_mended(folder: &Path) {
    // `%t` lies below the present folder.
    std::env::set_current_dir(folder).expect("the folder is there");
    let cases = [
        ("unlucky", "panic", "BUG001", ""),
        ("first", "numbers", "EVAL020", ""),
        ("wider", "verifier", "BUG004", ""),
        ("swap", "endless", "BUG102: rewriting does not end: `swap` repeats", ""),
        ("half", "rule", "BUG101", ""),
        ("mark", "command", "the command ends with 1", "! grep -q thirteen %s"),
    ];
    for (pass, kind, said, command) in cases {
        let (input, output) = written(folder, &format!("{pass}-{kind}"), "ori");
        let mut bisect = vec!["bisect", &input, "-p", pass, "--criterion", kind];
        bisect.extend(["--command", command].iter().filter(|_| !command.is_empty()));
        let (code, _, stderr) = run(&bisect);
        assert_eq!(code, SUCCESS, "{kind}: {stderr}");
        let (code, report, stderr) = run(&["lit", &output]);
        let fails = code != SUCCESS && report.contains("0 passed, 1 failed");
        assert!(fails && report.contains("line 1:"), "{kind}: {report}{stderr}");
        let case = std::fs::read_to_string(&output).expect("a lit case is left");
        assert!(case.contains(&format!("\n// > {said}")), "{kind}: {case}");
        MENDED.store(true, Ordering::Relaxed);
        let (code, report, _) = run(&["lit", &output]);
        MENDED.store(false, Ordering::Relaxed);
        assert_eq!((code, report.as_str()), (SUCCESS, "1 passed, 0 failed, 0 skipped\n"), "{kind}");
    }
}
