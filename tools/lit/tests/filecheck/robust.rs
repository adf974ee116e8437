//! Nothing a file says makes the crate panic or hang: whatever the text, there is a report.

use crate::common::{Case, ours};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use terrace_lit::run::{Config, Output, discover, run};

/// Tokens of both languages, whole and broken, and characters of several widths.
const TOKENS: &[&str] = &[
    "CHECK",
    "-NEXT",
    "-COUNT-",
    "_NOT",
    "{LITERAL}",
    ":",
    " ",
    "\n",
    "\r",
    "{{",
    "}}",
    "[[",
    "]]",
    "[",
    "]",
    "(",
    ")",
    "#",
    "%x",
    "%.",
    ",",
    "X",
    "$",
    "@LINE",
    "+",
    "-",
    "0x",
    "9",
    "99999999999",
    "\\",
    "\\1",
    "|",
    "*",
    "{2,",
    "{1,255}",
    "^",
    "é",
    "\u{1F600}",
    "\u{0}",
    "[^",
    "[:space:]",
    "max(",
    "a",
    "RUN: ",
    "XFAIL(#",
    "REQUIRES",
    "// ",
    "%s",
    "%{",
    "'",
    "\"",
    "&&",
    "2>&1",
    "<",
    "cat ",
    "AUTOGEN",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(select(TOKENS), 0..40).prop_map(|tokens| tokens.concat())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn any_check_file_and_input_have_a_report(checks in soup(), input in soup()) {
        for options in [&[][..], &["--match-full-lines", "--ignore-case"], &["-D#X=3"]] {
            let report = ours(&Case::new(options, &format!("CHECK: {checks}"), &input));
            prop_assert!((0..=2).contains(&report.exit_code()));
            prop_assert_eq!(report.is_success(), report.to_string().is_empty());
        }
    }
}

#[test]
fn any_test_file_has_a_result() {
    let dir = tempfile::tempdir().unwrap();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for index in 0..300 {
        let text = soup().new_tree(&mut runner).unwrap().current();
        let path = dir.path().join(format!("{index}.mlir"));
        // No program is started: every name is a tool of ours or unknown.
        std::fs::write(path, text.replace("RUN: ", "RUN: cat ")).unwrap();
    }
    let config = Config::new(dir.path())
        .temp(dir.path().join("tmp"))
        .tool("cat", |_, stdin| Output { stdout: stdin.to_vec(), ..Output::default() });
    let summary = run(&config, &discover(&config, &[]).unwrap());
    assert_eq!(summary.results.len(), 300);
}

#[test]
fn nesting_is_bounded_not_the_stack() {
    for (open, close) in [("[", "]"), ("(", ")"), ("{{(", ")}}"), ("[[#(", ")]]"), ("[[X:[", "]]]")]
    {
        let deep = format!("CHECK: {}a{}", open.repeat(50_000), close.repeat(50_000));
        let report = ours(&Case::new(&[], &deep, "a\n"));
        assert!(report.exit_code() != 0, "{open}");
    }
}

#[test]
fn long_inputs_take_time_in_proportion() {
    // Each directive looks through all of the input once.
    let input = "aaaa b\n".repeat(100_000);
    let checks = "CHECK: a\nCHECK-NOT: {{(a*)*c}}\nCHECK-NOT: {{[ab ]+d}}";
    let start = std::time::Instant::now();
    assert_eq!(ours(&Case::new(&[], checks, &input)).exit_code(), 0);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
