//! FileCheck against LLVM's on generated cases: the exit codes must be equal.
//!
//! Patterns and input are drawn from few letters and few tokens, so that matches, near misses,
//! overlaps and malformed blocks all come up.

use crate::common::{Case, llvm_filecheck, ours, theirs};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};

/// Tokens of a pattern: text, expressions, variables and numbers, mostly well formed.
const PATTERN_TOKENS: &[&str] = &[
    "a",
    "b",
    "ab",
    " ",
    "=",
    "{{a|b}}",
    "{{[ab]+}}",
    "{{a*}}",
    "{{^}}",
    "{{$}}",
    "{{.*}}",
    "{{a|ab}}",
    "[[X:[ab]+]]",
    "[[X]]",
    "[[Y:b*]]",
    "[[Y]]",
    "[[#N:]]",
    "[[#N+1]]",
    "[[#N]]",
    "[[#%x,H:]]",
    "[[#H-1]]",
    "[[@LINE]]",
    "1",
    "2",
    "{{(a|b)?}}",
    "{{b{1,2} }}",
    "[[",
    "{{[^a]}}",
];
const SUFFIXES: &[&str] = &[
    "", "", "", "-NEXT", "-NEXT", "-SAME", "-NOT", "-DAG", "-DAG", "-LABEL", "-EMPTY", "-COUNT-2",
];
const INPUT_TOKENS: &[&str] =
    &["a", "b", "ab", "ba", " ", "=", "\n", "\n", "1", "2", "f", "a = b\n", "\n\n", "10"];
const OPTIONS: &[&str] = &[
    "--match-full-lines",
    "--strict-whitespace",
    "--ignore-case",
    "--enable-var-scope",
    "--implicit-check-not=ba",
    "--allow-empty",
    "-DX=ab",
    "-D#N=1",
];

fn case() -> impl Strategy<Value = Case> {
    let pattern = prop::collection::vec(select(PATTERN_TOKENS), 1..4).prop_map(|t| t.concat());
    let line = (select(SUFFIXES), pattern).prop_map(|(suffix, pattern)| match suffix {
        "-EMPTY" => "// CHECK-EMPTY:".to_string(),
        _ => format!("// CHECK{suffix}: {pattern}"),
    });
    let checks = prop::collection::vec(line, 1..5).prop_map(|lines| lines.join("\n"));
    let input = prop::collection::vec(select(INPUT_TOKENS), 0..14).prop_map(|t| t.concat());
    let options = prop::collection::vec(select(OPTIONS), 0..2);
    (options, checks, input).prop_map(|(args, checks, input)| Case::new(&args, &checks, &input))
}

/// Cases each run compares; a process is started for every one.
const N_CASES: u32 = 400;

#[test]
fn generated_cases_have_llvms_exit_code() {
    let Some(program) = llvm_filecheck() else { return };
    let n_cases = std::env::var("TERRACE_LIT_CASES").ok().and_then(|n| n.parse().ok());
    let config = Config {
        cases: n_cases.unwrap_or(N_CASES),
        failure_persistence: None,
        ..Config::default()
    };
    let result = TestRunner::new(config).run(&case(), |case| {
        let (code, stderr) = theirs(&program, &case);
        let report = ours(&case);
        // An unclosed bracket ends LLVM's process on the spot, with 1.
        let code = if stderr.contains("missing closing \"]\"") { 2 } else { code };
        prop_assert_eq!(report.exit_code(), code, "LLVM: {}\nours: {}", stderr, report);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
